import * as vscode from "vscode";

/** The only place that asks people for something. Undefined: they changed their mind. */
export const prompts = {
  async text(title: string, value: string, placeHolder: string): Promise<string | undefined> {
    return vscode.window.showInputBox({ title, value, placeHolder });
  },

  async pick<T extends vscode.QuickPickItem>(
    title: string,
    items: readonly T[] | Promise<readonly T[]>,
  ): Promise<T | undefined> {
    return vscode.window.showQuickPick<T>(items, { title, matchOnDescription: true });
  },

  async pickMany<T extends vscode.QuickPickItem>(
    title: string,
    items: readonly T[],
  ): Promise<readonly T[] | undefined> {
    return vscode.window.showQuickPick<T>(items, { title, canPickMany: true });
  },

  async folder(title: string): Promise<vscode.Uri | undefined> {
    const picked = await vscode.window.showOpenDialog({
      title,
      openLabel: "Show Runs",
      canSelectFiles: false,
      canSelectFolders: true,
    });
    return picked?.[0];
  },
};
