import * as vscode from "vscode";

import { unlinkedItem } from "./unlinkedItem.ts";

/** The only place that asks people for something, in the language of the editor. Undefined: they changed their mind. */
export const prompts = {
  async text(title: string, value: string, placeHolder: string): Promise<string | undefined> {
    return vscode.window.showInputBox({
      title: vscode.l10n.t(title),
      value,
      placeHolder: vscode.l10n.t(placeHolder),
    });
  },

  async pick<T extends vscode.QuickPickItem>(
    title: string,
    items: readonly T[] | Promise<readonly T[]>,
  ): Promise<T | undefined> {
    return vscode.window.showQuickPick<T>(
      Promise.resolve(items).then((all) => all.map(unlinkedItem)),
      {
        title: vscode.l10n.t(title),
        matchOnDescription: true,
      },
    );
  },

  async pickMany<T extends vscode.QuickPickItem>(
    title: string,
    items: readonly T[],
  ): Promise<readonly T[] | undefined> {
    const options = {
      title: vscode.l10n.t(title),
      canPickMany: true,
      matchOnDescription: true,
    } as const;
    return vscode.window.showQuickPick<T>(items.map(unlinkedItem), options);
  },

  async folder(title: string): Promise<vscode.Uri | undefined> {
    const picked = await vscode.window.showOpenDialog({
      title: vscode.l10n.t(title),
      openLabel: vscode.l10n.t("Show Runs"),
      canSelectFiles: false,
      canSelectFolders: true,
    });
    return picked?.[0];
  },

  /** Where to write a file; the system asks before one is replaced. */
  async saveFile(
    title: string,
    proposed: string,
    filters: Record<string, string[]>,
  ): Promise<string | undefined> {
    const defaultUri = vscode.Uri.file(proposed);
    const picked = await vscode.window.showSaveDialog({
      title: vscode.l10n.t(title),
      defaultUri,
      filters,
    });
    return picked?.fsPath;
  },

  async openFile(
    title: string,
    openLabel: string,
    filters: Record<string, string[]>,
  ): Promise<string | undefined> {
    const picked = await vscode.window.showOpenDialog({
      title: vscode.l10n.t(title),
      openLabel: vscode.l10n.t(openLabel),
      filters,
    });
    return picked?.[0]?.fsPath;
  },
};
