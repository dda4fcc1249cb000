/** What is wrong with a filter, in Chinese. Places are numbered as they come in the English. */
export const filterErrors = {
  "Write {0}.": "请写作 {0}。",
  "Expected and, or, or the end.": "此处应为 and、or 或结尾。",
  "This is nested too deeply.": "嵌套过深。",
  "A ) is missing here.": "此处缺少 )。",
  "These are too many conditions.": "条件过多。",
  "Expected a condition, such as status = running.": "此处应为条件，例如 status = running。",
  "null has no order.": "null 没有大小顺序。",
  "Expected a list: [a, b].": "此处应为列表：[a, b]。",
  "Expected , or {0}.": "此处应为 , 或 {0}。",
  "This list is too long.": "列表过长。",
  "This is no field. Fields are {0}.": "这不是字段。字段有 {0}。",
  "Expected a value: a number, true, false, a word or a text in quotes.":
    "此处应为值：数字、true、false、单词或引号中的文本。",
  "This is no regular expression.": "这不是正则表达式。",
  "Nothing before or after can be referred to here.": "此处不能引用前后的内容。",
  'Write a time as "2026-01-31", "2026-01-31 14:00" or -7d.':
    '时间请写作 "2026-01-31"、"2026-01-31 14:00" 或 -7d。',
  "This quote is not closed.": "引号没有闭合。",
  "{0} has no meaning here.": "{0} 在此处没有意义。",
  "Something is missing after the dot.": "点之后缺少内容。",
} as const;
