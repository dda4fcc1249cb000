import os from "node:os";
import path from "node:path";

import * as vscode from "vscode";

import { runTitle } from "#core/protocol/runTitle.ts";

import type { CommandHandlers } from "../contributions.ts";
import type { RunRef } from "../sources/runRef.ts";
import type { Source } from "../sources/source.ts";
import { sentence } from "../ui/localSentence.ts";
import { buttons, notify } from "../ui/notify.ts";
import { withProgress } from "../ui/progress.ts";
import { prompts } from "../ui/prompts.ts";
import { revealFolder } from "../ui/revealFolder.ts";

type With<T extends readonly unknown[]> = (
  argument: unknown,
  act: (...args: T) => Promise<void>,
) => Promise<void>;

/** Commands that take whole runs out of a store and into one. */
export function archiveCommands(
  withRun: With<[RunRef, Source]>,
  withSource: With<[Source]>,
  home: () => string | undefined,
): Pick<CommandHandlers, "runicorn.exportRun" | "runicorn.importRuns"> {
  const folder = () => home() ?? os.homedir();
  return {
    "runicorn.exportRun": (argument) =>
      withRun(argument, (ref, source) => exportRun(ref, source, folder())),
    "runicorn.importRuns": (argument) => withSource(argument, (source) => importRuns(source)),
  };
}

async function exportRun(
  { run: id }: RunRef,
  { client, archives }: Source,
  folder: string,
): Promise<void> {
  const run = await client.getRun({ params: { id } });
  const proposed = path.join(folder, `${id}.tar.gz`);
  const file = await prompts.saveFile("Export the run to", proposed, archiveFilters());
  if (file === undefined) return;
  const isDone = await withProgress(sentence`Exporting ${runTitle(run)}`, (signal, tell) =>
    archives.save([id], file, signal, (bytes) => tell(`${(bytes / 1e6).toFixed(1)} MB`)),
  );
  if (!isDone) return;
  const choice = await notify.info(sentence`${runTitle(run)} is in ${file}.`, buttons.showFile);
  if (choice === buttons.showFile) await revealFolder(path.dirname(file));
}

async function importRuns({ label, archives }: Source): Promise<void> {
  const file = await prompts.openFile("Archive to import", "Look Into It", archiveFilters());
  if (file === undefined) return;
  await withProgress(sentence`Importing ${path.basename(file)}`, async (signal, tell) => {
    const preview = await archives.preview(file, signal);
    const { total_runs: runs, conflict_count: present, token } = preview;
    if (runs === present) {
      void notify.info(
        sentence`The archive holds ${runsOf(runs)}; nothing of it is missing in ${label}.`,
      );
      return;
    }
    tell(vscode.l10n.t("waiting for your answer"));
    const choice = await notify.confirm(
      sentence`Import ${runsOf(runs - present)} into ${label}?`,
      present > 0
        ? sentence`${String(present)} more are there already and stay as they are.`
        : sentence`Nothing that is there changes.`,
      buttons.import,
    );
    if (choice !== buttons.import) return;
    const { new_run_ids: come } = await archives.import(token, signal);
    void notify.info(sentence`Imported ${runsOf(come.length)} into ${label}.`);
  });
}

function runsOf(count: number): string {
  return count === 1 ? vscode.l10n.t("1 run") : vscode.l10n.t("{0} runs", count);
}

function archiveFilters(): Record<string, string[]> {
  return { [vscode.l10n.t("Archives of runs")]: ["tar.gz", "tgz", "gz", "zip"] };
}
