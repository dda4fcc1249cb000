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
  "This run captured no code.": "此运行未采集代码信息。",
  "The working tree was clean: the commit is all of the code.":
    "工作树是干净的：提交即为全部代码。",
  "Nothing tracked was changed.": "已跟踪的文件没有更改。",
  "What was changed was not captured.": "未采集到更改的内容。",
  "There is no commit to compare with.": "没有可供比较的提交。",
  "The code was in no git repository: there is no commit.": "代码不在 git 仓库中：没有提交。",
  "The repository had no commit.": "仓库还没有提交。",
  "git could not tell what was changed.": "git 未能给出更改的内容。",
  "{n} untracked file{n:|s} {n:was|were} not kept{what}": "有 {n} 个未跟踪的文件未保存{what}",
  ": {names}": "：{names}",
  // Media
  Media: "媒体",
  "Filter by key": "按键筛选",
  "step {step}": "第 {step} 步",
  "no step": "无步数",
  "{size} is too large to be shown here.": "{size} 过大，无法在此显示。",
  "This format cannot be shown here.": "无法在此显示此格式。",
  "Open in browser": "在浏览器中打开",
  "Save…": "保存…",
  "Show large": "放大显示",
  Fit: "适应窗口",
  Close: "关闭",
  "Previous step": "上一步",
  "Next step": "下一步",
  "{width} × {height} pixels, {percent} %": "{width} × {height} 像素，{percent} %",
  "{n} of {total} rows": "{total} 行中的 {n} 行",
  "{n} of {total} columns": "{total} 列中的 {n} 列",
  "{n} value{n:|s} from {min} to {max}": "{n} 个值，从 {min} 到 {max}",
  Histogram: "直方图",
  // Picking runs
  "No run matches.": "没有匹配的运行。",
});
