import path from "node:path";

import * as vscode from "vscode";

import type { RunRef } from "../sources/runRef.ts";
import type { Sources } from "../sources/sources.ts";
import { sentence } from "../ui/localSentence.ts";
import { buttons, notify } from "../ui/notify.ts";
import { withProgress } from "../ui/progress.ts";
import { prompts } from "../ui/prompts.ts";
import { revealFolder } from "../ui/revealFolder.ts";

/** Packs runs into one archive for each store they lie in; the person says where. */
export async function exportRuns(
  sources: Sources,
  refs: readonly RunRef[],
  folder: string,
): Promise<void> {
  const bySource = Map.groupBy(refs, ({ source }) => source);
  for (const [id, runs] of bySource) {
    const source = sources.get(id);
    if (source === undefined) continue;
    const ids = runs.map(({ run }) => run);
    const proposed = path.join(folder, ids.length === 1 ? `${ids[0]}.zip` : "runs.zip");
    const filters = { [vscode.l10n.t("Archives of runs")]: ["zip", "tar.gz", "tgz", "gz"] };
    const title = vscode.l10n.t("Export runs of {0} to", source.label);
    const file = await prompts.saveFile(title, proposed, filters);
    if (file === undefined) return;
    const count = ids.length === 1 ? vscode.l10n.t("1 run") : vscode.l10n.t("{0} runs", ids.length);
    const isDone = await withProgress(sentence`Exporting ${count}`, (signal, tell) =>
      source.archives.save(ids, file, signal, (bytes) => tell(`${(bytes / 1e6).toFixed(1)} MB`)),
    );
    if (!isDone) return;
    void notify.info(sentence`${count} are in ${file}.`, buttons.showFile).then(async (choice) => {
      if (choice === buttons.showFile) await revealFolder(path.dirname(file));
    });
  }
}
