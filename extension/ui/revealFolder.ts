import * as vscode from "vscode";

/** Shows a folder where the person can see it: the system's file manager, the Explorer, or a terminal in it. */
export async function revealFolder(folder: string): Promise<void> {
  const uri = vscode.Uri.file(folder);
  const here = vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop;
  if (here) await vscode.commands.executeCommand("revealFileInOS", uri);
  else if (vscode.workspace.getWorkspaceFolder(uri) !== undefined) {
    await vscode.commands.executeCommand("revealInExplorer", uri);
  } else {
    vscode.window.createTerminal({ name: "Runicorn", cwd: uri }).show();
  }
}
