import { catalogue } from "#webviews/shared/i18n/catalogue.ts";

/** What the analysis of several runs says. */
export const t = catalogue({
  Analysis: "分析",
  "Kind of chart": "图表类型",
  "Parallel coordinates": "平行坐标",
  Scatter: "散点图",
  Bars: "条形图",
  "Parameter importance": "参数重要性",
  Outcome: "结果",
  "X axis": "X 轴",
  "Colour of lines": "线条颜色",
  Run: "运行",
  "Axes…": "坐标轴…",
  Axes: "坐标轴",
  "Save…": "保存…",
  // Columns
  "{name} (best)": "{name}（最佳）",
  "{name} (last)": "{name}（最新）",
  "{name} (min)": "{name}（最小）",
  "{name} (max)": "{name}（最大）",
  "{name} (summary)": "{name}（摘要）",
  "Duration (h)": "时长（小时）",
  "Duration (min)": "时长（分钟）",
  "Duration (s)": "时长（秒）",
  // Choice of axes
  "Search axes": "搜索坐标轴",
  "No name matches.": "没有匹配的名称。",
  "{n} more: search for their names": "另有 {n} 个：请按名称搜索",
  Log: "对数",
  "Logarithmic axis of {name}": "{name} 的坐标轴取对数",
  "cannot be logarithmic": "无法取对数",
  // What stands near a plot
  "{name}: lower is better": "{name}：越低越好",
  "{name}: higher is better": "{name}：越高越好",
  "{n} of {m} runs {n:is|are} left out": "{m} 个运行中有 {n} 个未显示",
  "{n} of {m} lines {n:ends|end} before {name}": "{m} 条线中有 {n} 条未到达 {name}",
  "{n} of {m} lines {n:has|have} gaps": "{m} 条线中有 {n} 条有缺口",
  "{names} ({column}: {reason})": "{names}（{column}：{reason}）",
  "no value": "无值",
  "not a number": "不是数字",
  "still running": "仍在运行",
  "None of these runs has a value to be shown.": "这些运行都没有可显示的值。",
  // Runs chosen
  "Runs chosen": "所选运行",
  "{n} of {m} runs chosen": "已选 {m} 个运行中的 {n} 个",
  "{n} run{n:|s} hidden": "已隐藏 {n} 个运行",
  "Drag along an axis, or click lines, to choose runs": "沿坐标轴拖动或点击线条以选择运行",
  "Drag over dots, or click them, to choose runs": "框选或点击圆点以选择运行",
  "Show only these": "仅显示这些",
  "Hide these": "隐藏这些",
  "Choose none": "取消选择",
  "Show all": "全部显示",
  "Open this run": "打开此运行",
  // Plots
  "{y} by {x}": "{y} 与 {x}",
  "{y} by {x} of {n} run{n:|s}": "{n} 个运行的 {y} 与 {x}",
  "Runs; arrows go from one to the next, Space chooses, Enter opens":
    "运行；方向键逐个移动，空格选择，Enter 打开",
  "Stretch of {name}; arrows move it, with Shift its upper end, Delete takes it away":
    "{name} 的区间；方向键移动，按住 Shift 移动上端，Delete 取消",
  "{low} % to {high} %, {n} of {m} runs": "{low}% 到 {high}%，{m} 个运行中的 {n} 个",
  "all of it": "全部",
  "{n} run{n:|s} by {m} column{m:|s}": "{n} 个运行，{m} 列",
  // Importance
  "Importance for {y}": "对 {y} 的重要性",
  Parameter: "参数",
  Importance: "重要性",
  Correlation: "相关性",
  "These runs differ in no parameter.": "这些运行的参数没有差异。",
  "The runs differ in no parameter besides texts that each has of its own.":
    "除各运行独有的文本外，这些运行的参数没有差异。",
  "Of {n} run{n:|s} with a value of {name} nothing can be learnt; it takes at least {m}.":
    "仅有 {n} 个运行有 {name} 的值，无法得出结论；至少需要 {m} 个。",
  "All {n} runs have the same value of {name}.": "全部 {n} 个运行的 {name} 值相同。",
  "The parameters explain {share} of the variance of {name} in runs that were not learnt from ({n} runs).":
    "在未用于学习的运行中，参数解释了 {name} 方差的 {share}（{n} 个运行）。",
  "The parameters explain nothing of {name} in runs that were not learnt from ({n} runs): the shares below are chance.":
    "在未用于学习的运行中，参数完全不能解释 {name}（{n} 个运行）：以下占比纯属偶然。",
  "Of so few runs, small shares may be chance.": "运行较少，较小的占比可能纯属偶然。",
  "Left out, as each run has a text of its own: {names}":
    "已排除（每个运行的文本各不相同）：{names}",
  "Importance: what a random forest loses when a parameter's values are exchanged between runs. Correlation: Spearman's; + where both rise together.":
    "重要性：在运行间交换某参数的值时随机森林损失的解释力。相关性：斯皮尔曼相关；+ 表示两者同升。",
});
