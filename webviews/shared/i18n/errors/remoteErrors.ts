/** What goes wrong with other machines, in Chinese. Places are numbered as they come in the English. */
export const remoteErrors = {
  "No connection is saved under this id.": "没有以此 ID 保存的连接。",
  "The saved connection is to another machine than the one named.":
    "已保存的连接指向的机器与所指定的不同。",
  "Only the API of a viewer on another machine is here.": "此处只有其他机器上查看器的 API。",
  "There is no environment {0} on that machine; detect them again if it is new.":
    "该机器上没有环境 {0}；如果是新建的，请重新检测。",
  "This machine has no free port left.": "此机器没有空闲端口。",
  "Send the body as application/json.": "请以 application/json 发送正文。",
  "A ticket is not that long.": "票据没有那么长。",
  "Send a ticket.": "请发送票据。",
  "A viewer for {0} runs already, at {1}.": "{0} 的查看器已在 {1} 运行。",
  "Nothing on that machine says where its runs are stored; name the folder (remote_root).":
    "该机器上没有说明运行的存储位置；请指定文件夹（remote_root）。",
  "Give the store's whole path on that machine, from / or ~.":
    "请给出该机器上存储的完整路径，以 / 或 ~ 开头。",
  "No host is named.": "没有指定主机。",
  "There is no SSH agent here: SSH_AUTH_SOCK is not set.":
    "此处没有 SSH 代理：未设置 SSH_AUTH_SOCK。",
  "fingerprint_sha256 does not match public_key": "fingerprint_sha256 与 public_key 不符",
  "Whoever asked has gone away.": "提出请求者已离开。",
  "{0} is being connected by somebody else, who may still answer.":
    "{0} 正由他人连接，对方可能仍会回答。",
  "{0} is not connected yet.": "{0} 尚未连接。",
  "{0} is not connected: connect it in the Remote Hosts view.":
    "{0} 未连接：请在“远程主机”视图中连接。",
  "It does not answer at the moment.": "它目前没有应答。",
  "That question is not open any more; connect again.": "该问题已关闭；请重新连接。",
  "There is no such connection; connect first.": "没有这样的连接；请先连接。",
  "No viewer was started there; start one first.": "该处没有启动查看器；请先启动。",
  "{0} has no Node.js that could run the viewer. Let {1} be installed in your home there, or name one by its path.":
    "{0} 没有能运行查看器的 Node.js。请允许在该处的主目录中安装 {1}，或给出一个的路径。",
  "{0} asks for something; answer it with its interaction_id.":
    "{0} 在询问；请用其 interaction_id 回答。",
  "The connection was given up.": "连接已放弃。",
  "The viewer was stopped meanwhile.": "查看器已被停止。",
  "No viewer runs on {0}; start one.": "{0} 上没有运行查看器；请启动一个。",
  "{0} for {1} was not given. Connect again to be asked once more.":
    "未提供 {1} 的 {0}。请重新连接以再次询问。",
  "The connection to {0} failed: {1}.": "到 {0} 的连接失败：{1}。",
  "{0} ended the connection during the login.": "{0} 在登录期间结束了连接。",
  "What answers at {0} is no SSH server: it said “{1}”.":
    "在 {0} 应答的不是 SSH 服务器：它说“{1}”。",
  "{0} hung up at once: it may have too many logins under way (MaxStartups), or not let this address in. Try again.":
    "{0} 立即断开：可能登录过多（MaxStartups），或不允许此地址。请重试。",
  "A way has no machine.": "路径中没有机器。",
  "The ProxyCommand says: {0}": "ProxyCommand 说：{0}",
  "The server starts no further command on this connection ({0}): its sshd_config allows so many at once (MaxSessions), or none at all.":
    "服务器不再在此连接上启动命令（{0}）：其 sshd_config 限制了同时的数量（MaxSessions），或完全不允许。",
  "{0} viewers run over this connection already; stop one of them first.":
    "此连接上已运行 {0} 个查看器；请先停止一个。",
  "The connection is closed: {0}.": "连接已关闭：{0}。",
  "{0} could not be logged in. The server takes {1}; tried: {2}.{3}":
    "{0} 无法登录。服务器接受 {1}；已尝试：{2}。{3}",
  "{0} cannot be used here.": "{0} 无法在此使用。",
  "The passphrase of {0} was wrong three times.": "{0} 的口令三次错误。",
  "{0} could not be connected to within {1} s. Check the network, the VPN and the port.":
    "在 {1} 秒内无法连接到 {0}。请检查网络、VPN 和端口。",
  "{0} encrypts in a way that can be tampered with (Terrapin, CVE-2023-48795). Update its sshd, or let it take aes128-gcm@openssh.com.":
    "{0} 的加密方式可被篡改（Terrapin，CVE-2023-48795）。请更新其 sshd，或让它接受 aes128-gcm@openssh.com。",
  "The password of {0} on {1} has expired. Log in by ssh in a terminal to set a new one.":
    "{0} 在 {1} 上的密码已过期。请在终端中用 ssh 登录以设置新密码。",
  "{0} sends far more than a login needs.": "{0} 发送的内容远超登录所需。",
  "Your SSH configuration includes too many files, or itself; look at its Include lines.":
    "您的 SSH 配置包含过多文件，或包含自身；请检查其 Include 行。",
  "{0} can be changed by others, so it is not used; make it yours and run: chmod go-w {1}":
    "{0} 可被他人更改，因此不予使用；请将其归为己有并运行：chmod go-w {1}",
  "Line {0} of {1} makes no sense after {2}; correct it.":
    "{1} 的第 {0} 行在 {2} 之后无法理解；请更正。",
  "Your SSH configuration jumps to {0} through itself; look at its ProxyJump lines.":
    "您的 SSH 配置经由自身跳转到 {0}；请检查其 ProxyJump 行。",
  "Your SSH configuration jumps over more than {0} machines; look at its ProxyJump lines.":
    "您的 SSH 配置跳转超过 {0} 台机器；请检查其 ProxyJump 行。",
  "{0} in {1} of your SSH configuration is not understood here; write what it stands for.":
    "此处无法理解您 SSH 配置中 {1} 的 {0}；请写出它所代表的内容。",
  "{0} in {1} of your SSH configuration is not set in the environment.":
    "您 SSH 配置中 {1} 的 {0} 未在环境中设置。",
  "That is no user name an SSH server could know.": "这不是 SSH 服务器可能认识的用户名。",
  "A port is a number from 1 to 65535.": "端口是 1 到 65535 的数字。",
  "{0} is no name of a host; give an alias of your SSH configuration, a host name or an address.":
    "{0} 不是主机名；请给出 SSH 配置中的别名、主机名或地址。",
  "ssh -G did not answer within {0} s; look at the Match exec lines of your SSH configuration.":
    "ssh -G 在 {0} 秒内没有应答；请检查 SSH 配置的 Match exec 行。",
  "ssh refuses your SSH configuration: {0}": "ssh 拒绝您的 SSH 配置：{0}",
  "Your SSH configuration has a {0} for this host that makes no sense; correct it in ~/.ssh/config.":
    "您的 SSH 配置中此主机的 {0} 无法理解；请在 ~/.ssh/config 中更正。",
  "This Runicorn is not whole, or was updated meanwhile, so it cannot be brought to another machine; start it anew, or run `npm run build`.":
    "此 Runicorn 不完整，或已被更新，因此无法带到其他机器；请重新启动，或运行 `npm run build`。",
  "The package registry {0} cannot be used: {1}.": "无法使用软件包仓库 {0}：{1}。",
  "{0} cannot be used as Node.js: {1}. Pick node itself, or the .tar.gz of nodejs.org for that machine.":
    "{0} 不能用作 Node.js：{1}。请选择 node 本身，或 nodejs.org 上适用于该机器的 .tar.gz。",
  "Give the whole path of Node.js on that machine, from / or ~.":
    "请给出该机器上 Node.js 的完整路径，以 / 或 ~ 开头。",
  '{0} has no Node.js 22.14 or newer, and {1}; install one there, or name one by "use a Node at this path".':
    "{0} 没有 Node.js 22.14 或更新版本，且 {1}；请在该处安装，或通过“使用此路径的 Node”指定。",
  "It listens nowhere.": "它没有在任何地方监听。",
  "Something else than our viewer answers on port {0} of that machine, so it was told nothing.":
    "在该机器端口 {0} 应答的不是我们的查看器，因此未向其发送任何内容。",
  "The viewer runs on Linux and macOS, x64 and arm64; this machine is {0} on {1}.":
    "查看器支持 Linux 和 macOS 的 x64 与 arm64；此机器是 {1} 上的 {0}。",
  "No npm registry is known on this machine, so no Node.js can be fetched. Name one in ~/.npmrc, or pick a Node.js file.":
    "此机器没有配置 npm 仓库，因此无法获取 Node.js。请在 ~/.npmrc 中指定，或选择一个 Node.js 文件。",
  "What the package registry sent as {0} is not what it said it would be (SHA-512), so it was thrown away.":
    "软件包仓库发送的 {0} 与其声明不符（SHA-512），因此已丢弃。",
  "The package registry {0} has no Node.js 24 in {1}; install Node.js 22.14 or newer on that machine.":
    "软件包仓库 {0} 的 {1} 中没有 Node.js 24；请在该机器上安装 Node.js 22.14 或更新版本。",
  "The viewer on the other machine did not answer: {0}. It is tried again as soon as it can be reached.":
    "另一台机器上的查看器没有应答：{0}。一旦可以连接就会重试。",
  "The viewer on the other machine did not answer: {0}.": "另一台机器上的查看器没有应答：{0}。",
  "Another process does not let go of {0}; remove that file if there is none.":
    "另一个进程不释放 {0}；如果没有这样的进程，请移除该文件。",
  "{0} cannot be written ({1}); look at its folder's rights and the disk.":
    "无法写入 {0}（{1}）；请检查其文件夹的权限和磁盘。",
  "{0} cannot be written; look at that file's rights and the disk.":
    "无法写入 {0}；请检查该文件的权限和磁盘。",
  "Runicorn is shutting down.": "Runicorn 正在关闭。",
  "That is no host key, or no name of a host.": "那不是主机密钥，或不是主机名。",
  "{0}, so it is not known whose host keys are good; put that file right and connect again.":
    "{0}，因此不知道哪些主机密钥可信；请修正该文件后重新连接。",
  "The other machine did not tell what system it runs: only Linux, macOS and their like are known.":
    "另一台机器没有说明其系统：只支持 Linux、macOS 及类似系统。",
  "{0} on the other machine.": "在另一台机器上：{0}。",
  "That path is not readable as text.": "该路径无法作为文本读取。",
  "The SSH agent at {0} does not answer; start it again, or unset SSH_AUTH_SOCK.":
    "位于 {0} 的 SSH 代理没有应答；请重新启动，或取消设置 SSH_AUTH_SOCK。",
  "Private keys cannot be read, for a part of Runicorn is missing or does not start; install it again.":
    "无法读取私钥，因为 Runicorn 的一部分缺失或无法启动；请重新安装。",
  "The other machine did not begin to run our script within {0} seconds.":
    "另一台机器在 {0} 秒内没有开始运行我们的脚本。",
  "A value cannot be sent to the other machine: {0}.": "有一个值无法发送到另一台机器：{0}。",
  "The program that holds the connections to other machines cannot be started: {0}.":
    "无法启动保持与其他机器连接的程序：{0}。",
  "The program that holds the connections to other machines is of no use: {0}":
    "保持与其他机器连接的程序无法使用：{0}",
  "The program that holds the connections to other machines ended {0} times in a row, soon after its start; its log says why.":
    "保持与其他机器连接的程序启动后不久便连续结束了 {0} 次；原因见其日志。",
} as const;
