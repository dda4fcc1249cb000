import { existsSync } from "node:fs";

import * as vscode from "vscode";

import type { CommandId } from "../contributions.ts";
import type { RunRef } from "../sources/runRef.ts";
import type { Source } from "../sources/source.ts";
import { sentence } from "../ui/localSentence.ts";
import { notify } from "../ui/notify.ts";

/** What the editor does for the page of a run. Each tells by itself what it could not do. */
export const runActions = {
  /** Saves a file of the run where the person says. */
  async saveFile({ run: id }: RunRef, { client }: Source, path: string): Promise<void> {
    const name = path.split("/").at(-1) ?? path;
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    const target = await vscode.window.showSaveDialog({
      title: vscode.l10n.t("Save file of the run"),
      ...(folder && { defaultUri: vscode.Uri.joinPath(folder.uri, name) }),
    });
    if (target === undefined) return;
    await vscode.workspace.fs.writeFile(
      target,
      await client.readFile({ params: { id }, query: { path } }),
    );
  },

  /** Opens the script the run was begun with, where it still lies on this machine. */
  async openEntryFile({ run: id }: RunRef, { client, remote }: Source): Promise<void> {
    const { code } = await client.getCode({ params: { id }, query: { patch: "false" } });
    const file = code?.["entry_file"];
    if (typeof file !== "string" || remote !== undefined || !existsSync(file)) {
      const name = typeof file === "string" ? file : id;
      void notify.info(sentence`The entry file is not on this machine: ${name}`);
      return;
    }
    await vscode.window.showTextDocument(vscode.Uri.file(file));
  },

  async openInBrowser({ run: id }: RunRef, { client, remote, id: source }: Source): Promise<void> {
    if (remote !== undefined) {
      await vscode.commands.executeCommand(
        "runicorn.openRemoteInBrowser" satisfies CommandId,
        source,
      );
      return;
    }
    const path = `/runs/${encodeURIComponent(id)}`;
    const { url } = await client.openBrowser({ body: { path } });
    await vscode.env.openExternal(vscode.Uri.parse(url));
  },
};
