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
  "By parameter": "按参数",
  "Axes…": "坐标轴…",
  Axes: "坐标轴",
  "These runs differ in no parameter.": "这些运行的参数没有差异。",
  "None of these runs has this value.": "这些运行都没有此值。",
  "At least four runs that differ in a parameter are needed.": "至少需要四个参数不同的运行。",
  Parameter: "参数",
  Importance: "重要性",
  Correlation: "相关性",
  "{y} by {x} of {n} run{n:|s}": "{n} 个运行的 {y} 与 {x}",
  "Stretch of {name}; arrows move it, with Shift its upper end, Delete takes it away":
    "{name} 的区间；方向键移动，按住 Shift 移动上端，Delete 取消",
  "{low} % to {high} %, {n} of {m} runs": "{low}% 到 {high}%，{m} 个运行中的 {n} 个",
  "all of it": "全部",
  "{n} run{n:|s} by {m} column{m:|s}": "{n} 个运行，{m} 列",
});
