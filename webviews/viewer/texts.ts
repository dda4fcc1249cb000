import { catalogue } from "#webviews/shared/i18n/catalogue.ts";

/** Texts of the page in a browser. */
export const t = catalogue({
  Runs: "运行",
  "Search runs": "搜索运行",
  "All runs in a table": "以表格查看所有运行",
  "Width of the list of runs": "运行列表的宽度",
  "No run matches.": "没有匹配的运行。",
  "Loading {n} more…": "正在加载另外 {n} 个…",
  "{n} running": "{n} 个运行中",
  "The viewer does not answer. This page goes on by itself when it runs again.":
    "查看器没有响应。它恢复运行后，此页面会自动继续。",
  "The viewer does not answer": "查看器没有响应",
  "This link has expired": "此链接已过期",
  "A link to the viewer works once and for 30 seconds, and ends when the viewer does.":
    "查看器的链接只能使用一次，30 秒内有效，并随查看器结束而失效。",
  "In the terminal where `runicorn viewer` runs, press Enter and open the new link it prints.":
    "在运行 `runicorn viewer` 的终端中按 Enter，然后打开新显示的链接。",
  "No runs yet": "还没有运行",
  "Record one, and it appears here while it runs:": "记录一次运行，它会在运行期间出现在这里：",
  "Showing {root}": "正在显示 {root}",
});
