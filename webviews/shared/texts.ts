import { catalogue } from "#webviews/shared/i18n/catalogue.ts";

/** The texts of what several pages show. */
export const t = catalogue({
  // Code
  branch: "分支",
  commit: "提交",
  remote: "远程仓库",
  "uncommitted changes": "未提交的更改",
  yes: "有",
  no: "无",
  "untracked files": "未跟踪的文件",
  // Media
  Media: "媒体",
  "step {step}": "第 {step} 步",
  "no step": "无步数",
  "{size} is too large to be shown here.": "{size} 过大，无法在此显示。",
  "This format cannot be shown here.": "无法在此显示此格式。",
  "Open in browser": "在浏览器中打开",
  "{n} of {total} rows": "{total} 行中的 {n} 行",
  "{n} value{n:|s} from {min} to {max}": "{n} 个值，从 {min} 到 {max}",
  Histogram: "直方图",
  // Picking runs
  "No run matches.": "没有匹配的运行。",
});
