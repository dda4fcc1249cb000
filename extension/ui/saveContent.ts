import * as vscode from "vscode";

import type { SaveContent } from "#webviews/shared/saveContent.ts";

import { sentence } from "./localSentence.ts";
import { notify } from "./notify.ts";

/** Saves what a page made where the person says, and tells of what goes wrong; nothing where they change their mind. */
export async function saveContent({ name, content }: SaveContent): Promise<void> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t("Save"),
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder.uri, name) }),
  });
  if (target === undefined) return;
  try {
    await vscode.workspace.fs.writeFile(target, content);
  } catch (error) {
    void notify.error(sentence`The file could not be saved: ${String(error)}`);
  }
}
