import * as vscode from "vscode";

import { setContext } from "../ui/contextKeys.ts";
import { hostToConnect } from "./hostAddress.ts";

/** Extensions that open windows on machines reached by SSH; all take the same addresses. */
const extensions = [
  "ms-vscode-remote.remote-ssh",
  "jeanp413.open-remote-ssh",
  "anysphere.remote-ssh",
];

/** Keeps a context up to date: whether there is an extension that opens windows on other machines. */
export function watchRemoteSsh(): vscode.Disposable {
  const update = () => {
    const isThere = extensions.some((id) => vscode.extensions.getExtension(id) !== undefined);
    void setContext("runicorn.remoteSsh", isThere);
  };
  update();
  return vscode.extensions.onDidChange(update);
}

/** Opens a new window on a machine, on a folder of it where there is one to open. */
export async function openRemoteSshWindow(name: string, folder: string | undefined): Promise<void> {
  const authority = `ssh-remote+${authorityOf(name)}`;
  if (folder === undefined) {
    await vscode.commands.executeCommand("vscode.newWindow", { remoteAuthority: authority });
    return;
  }
  const uri = vscode.Uri.from({ scheme: "vscode-remote", authority, path: folder });
  await vscode.commands.executeCommand("vscode.openFolder", uri, { forceNewWindow: true });
}

/** An authority is lower-cased and has no port of its own: whatever is more than a plain alias goes as JSON in hex. */
function authorityOf(name: string): string {
  const { host, port, username } = hostToConnect(name);
  if (port === undefined && username === undefined && /^[a-z0-9._-]+$/.test(host)) return host;
  const place = {
    hostName: host,
    ...(username !== undefined && { user: username }),
    ...(port !== undefined && { port }),
  };
  return Buffer.from(JSON.stringify(place)).toString("hex");
}
