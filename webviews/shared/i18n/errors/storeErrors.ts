/** What goes wrong with stores, runs and questions, in Chinese. Places are numbered as they come in the English. */
export const storeErrors = {
  "There is nothing at this address.": "此地址没有内容。",
  "Too many requests; ask again in {0} s, or raise the limit with `runicorn rate-limit`.":
    "请求过多；请在 {0} 秒后重试，或用 `runicorn rate-limit` 提高上限。",
  "Open the link that `runicorn viewer` prints, or send its token.":
    "请打开 `runicorn viewer` 输出的链接，或发送其令牌。",
  "Too many wrong tokens; wait a minute.": "错误令牌过多；请等待一分钟。",
  "A viewer that wants no token (--no-auth) does not {0} on this system, as anybody could ask for it.":
    "不要求令牌的查看器（--no-auth）在此系统上不能执行 {0}，否则任何人都可以要求它这样做。",
  "This viewer wants no token (--no-auth), so only programs of the user who started it may use other machines over it.":
    "此查看器不要求令牌（--no-auth），因此只有启动它的用户的程序可以通过它使用其他机器。",
  "This viewer answers only to 127.0.0.1, localhost, [::1] and names given by --allow-host.":
    "此查看器只应答 127.0.0.1、localhost、[::1] 以及 --allow-host 给出的名称。",
  "A page of another site may not use this viewer.": "其他网站的页面不能使用此查看器。",
  "{0} connections are saved already; remove one first.": "已保存 {0} 个连接；请先移除一个。",
  "Give the folder's whole path, from / or ~.": "请给出文件夹的完整路径，以 / 或 ~ 开头。",
  "That is no folder, nor can it become one.": "那不是文件夹，也无法成为文件夹。",
  "No connection {0} is saved.": "没有保存连接 {0}。",
  "The store is still being read: {0} runs are, {1} are not. Name the runs, or try again in a moment.":
    "仍在读取存储：已读 {0} 个运行，未读 {1} 个。请指明运行，或稍后重试。",
  "There is no run {0} in this store.": "此存储中没有运行 {0}。",
  "There is no run {0} in the recycle bin.": "回收站中没有运行 {0}。",
  "There are too many preferences; reset some first.": "偏好设置过多；请先重置一些。",
  "Runs have no field {0}.": "运行没有字段 {0}。",
  "The dashboard is not built; run `npm run build`.": "仪表板尚未构建；请运行 `npm run build`。",
  "There is no such WebSocket.": "没有这样的 WebSocket。",
  "This address speaks WebSocket only.": "此地址只支持 WebSocket。",
  "The address is malformed.": "地址格式不正确。",
  "Send the archive as application/octet-stream, or as the field file of a form.":
    "请以 application/octet-stream 或表单的 file 字段发送归档。",
  "The form is cut short or is none.": "表单不完整，或不是表单。",
  "The archive is larger than an upload may be; use `runicorn import`.":
    "归档超过上传上限；请使用 `runicorn import`。",
  "Send the body as application/json, in UTF-8 and not compressed.":
    "请以 application/json、UTF-8、未压缩的形式发送正文。",
  "The body was cut off.": "正文被截断。",
  "The body is not valid JSON in UTF-8.": "正文不是有效的 UTF-8 JSON。",
  "The body is larger than 1 MiB.": "正文超过 1 MiB。",
  "There is no private folder for the viewer's socket; set XDG_RUNTIME_DIR to one with mode 0700.":
    "没有可存放查看器套接字的私有文件夹；请将 XDG_RUNTIME_DIR 设为权限 0700 的文件夹。",
  "The viewer met an unexpected error; see its log.": "查看器遇到意外错误；请查看其日志。",
  "The file is shorter than that range.": "文件比该范围短。",
  "The file has gone meanwhile.": "文件已不存在。",
  "The file is not the one the request is about.": "该文件不是请求所指的文件。",
  "The request is malformed.": "请求格式不正确。",
  "The run has no such file.": "该运行没有此文件。",
  "There is no file in the form; send one as file.": "表单中没有文件；请以 file 字段发送。",
  "The preview is over; send the archive once more.": "预览已过期；请再次发送归档。",
  "There is no such file in the run's media folder.": "该运行的媒体文件夹中没有此文件。",
  "The run refers to no such file, or it has gone.": "该运行未引用此文件，或文件已不存在。",
  "The series answer is damaged; reload the view.": "曲线应答已损坏；请重新加载视图。",
  "The settings in {0} are not valid JSON; repair or remove that file first, nothing was changed.":
    "{0} 中的设置不是有效的 JSON；请先修复或移除该文件，未作任何更改。",
  "The settings in {0} cannot be written; look at that file's rights and the disk.":
    "无法写入 {0} 中的设置；请检查该文件的权限和磁盘。",
  "The settings in {0} cannot be read ({1}); look at that file's rights.":
    "无法读取 {0} 中的设置（{1}）；请检查该文件的权限。",
  "The store was closed.": "存储已关闭。",
  "Run {0} has no metric named {1}.": "运行 {0} 没有名为 {1} 的指标。",
  "Cells of {0} are too many for this range of x; ask for wider ones or a shorter range.":
    "宽度为 {0} 的单元在此 x 范围内过多；请使用更宽的单元或更短的范围。",
  "{0} series of {1} points are too many at once; ask for fewer points.":
    "一次请求 {0} 条、每条 {1} 个点的曲线过多；请减少点数。",
  "The run's meta.json is damaged, so it is not written over; repair or remove it first.":
    "该运行的 meta.json 已损坏，因此不会覆盖；请先修复或移除。",
  "The run is still being written; end it first.": "该运行仍在写入；请先结束它。",
  "The run cannot be put back: {0}.": "无法还原该运行：{0}。",
  "This store cannot be written by the viewer; change it where its files belong to you.":
    "查看器无法写入此存储；请在文件属于您的地方更改。",
  "The disk is full; nothing was changed.": "磁盘已满；未作任何更改。",
  "A search goes forwards; leave out tail.": "搜索只能向前；请去掉 tail。",
  "No migration of this store is left to undo.": "此存储没有可撤销的迁移。",
  "{0} is damaged, so it is not known what the last migration did; move that file away to go on.":
    "{0} 已损坏，因此不知道上次迁移做了什么；移走该文件后可继续。",
  "Node.js {0} has no SQLite that Runicorn can use; install Node.js 22.14 or newer.":
    "Node.js {0} 没有 Runicorn 可用的 SQLite；请安装 Node.js 22.14 或更新版本。",
  "The pattern {0} is too hard to look for.": "模式 {0} 过于复杂，无法查找。",
  "Runs cannot be sorted by {0}.": "运行不能按 {0} 排序。",
  "The cursor is not one of this list's; start again.": "该游标不属于此列表；请重新开始。",
  "A link leads away from where {0} belongs.": "有链接指向 {0} 应在位置之外。",
  "A file of the store is where {0} belongs.": "{0} 应在的位置已有存储的文件。",
  "The archive was not imported: {0}.": "归档未导入：{0}。",
  "The viewer's answer makes no sense here; it may be of another version.":
    "无法理解查看器的应答；它可能是其他版本。",
  "The viewer answered {0} without a reason; see its log.":
    "查看器应答 {0}，但未说明原因；请查看其日志。",
  "The viewer has ended: its socket is gone.": "查看器已结束：其套接字已不存在。",
  "{0} belongs to another user, or its folder is open to others, so it was told nothing.":
    "{0} 属于其他用户，或其文件夹对他人开放，因此未向其发送任何内容。",
  "{0} belongs to another user or is open to others, so it is not trusted; remove it.":
    "{0} 属于其他用户或对他人开放，因此不受信任；请移除。",
  "The viewer cannot be reached: {0}.": "无法连接查看器：{0}。",
  "The viewer did not answer: {0}.": "查看器没有应答：{0}。",
  "The viewer does not answer; see whether it still runs.":
    "查看器没有应答；请检查它是否仍在运行。",
  "The viewer was not reachable.": "当时无法连接查看器。",
  "The viewer sent no points for this metric.": "查看器没有发送此指标的数据点。",
  "The browser does not let this page copy.": "浏览器不允许此页面复制。",
  "The viewer could not pack these runs.": "查看器无法打包这些运行。",
  "The store {0} is not connected.": "存储 {0} 未连接。",
  "This store is gone.": "此存储已不存在。",
  "No store is connected.": "没有已连接的存储。",
  "A page edits its own run only.": "页面只能编辑自己的运行。",
  "This editor's Node {0} is too old for Runicorn: set runicorn.node.path to a Node 22.14 or newer.":
    "此编辑器的 Node {0} 对 Runicorn 来说太旧：请将 runicorn.node.path 设为 Node 22.14 或更新版本。",
} as const;
