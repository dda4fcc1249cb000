import { catalogue } from "#webviews/shared/i18n/catalogue.ts";

/** The texts of what several pages show. */
export const t = catalogue({
  // Times
  "just now": "刚刚",
  "{n} second{n:|s} ago": "{n} 秒前",
  "{n} minute{n:|s} ago": "{n} 分钟前",
  "{n} hour{n:|s} ago": "{n} 小时前",
  "{n} day{n:|s} ago": "{n} 天前",
  now: "刚刚",
  "{n}s": "{n}秒",
  "{n}m": "{n}分",
  "{n}h": "{n}时",
  "{n}d": "{n}天",
  "{n}mo": "{n}个月",
  "{n}y": "{n}年",
  // What went wrong
  "The viewer's answer could not be read ({why}).": "无法读取查看器的应答（{why}）。",
  // Media
  "{shown} of {n}, evenly over the whole run, can be shown here.":
    "共 {n} 项，此处可查看均匀分布于整个运行的 {shown} 项。",
  "{n} more of this step are not shown.": "此步还有 {n} 项未显示。",
  // Status
  Running: "运行中",
  Finished: "已完成",
  Failed: "失败",
  Interrupted: "已中断",
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
  "Filter by key": "按键筛选",
  "step {step}": "第 {step} 步",
  "no step": "无步数",
  "{size} is too large to be shown here.": "{size} 过大，无法在此显示。",
  "This format cannot be shown here.": "无法在此显示此格式。",
  "Open in browser": "在浏览器中打开",
  "{n} of {total} rows": "{total} 行中的 {n} 行",
  "{n} of {total} columns": "{total} 列中的 {n} 列",
  "{n} value{n:|s} from {min} to {max}": "{n} 个值，从 {min} 到 {max}",
  Histogram: "直方图",
  // Picking runs
  "No run matches.": "没有匹配的运行。",
});
