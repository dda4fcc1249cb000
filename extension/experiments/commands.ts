import path from "node:path";

import * as vscode from "vscode";
import * as z from "zod";

import { archiveCommands } from "../archives/archiveCommands.ts";
import { compareCommands } from "../compare/compareCommands.ts";
import type { Comparisons } from "../compare/comparisons.ts";
import type { CommandHandlers, CommandId, HostCommandId } from "../contributions.ts";
import type { Dashboards } from "../dashboard/dashboards.ts";
import type { RunicornPrograms } from "../sources/runicornPrograms.ts";
import { type RunRef, runRefOf } from "../sources/runRef.ts";
import type { Source } from "../sources/source.ts";
import type { Sources } from "../sources/sources.ts";
import type { Tables } from "../table/tables.ts";
import { sentence } from "../ui/localSentence.ts";
import type { Log } from "../ui/log.ts";
import { notify } from "../ui/notify.ts";
import { prompts } from "../ui/prompts.ts";
import { revealFolder } from "../ui/revealFolder.ts";
import type { Settings } from "../ui/settings.ts";
import { typeInTerminal } from "../ui/terminals.ts";
import { editCommands } from "./editCommands.ts";
import type { ExperimentsTree } from "./experimentsTree.ts";
import type { ExperimentsView } from "./experimentsView.ts";
import { pickRun, pickRuns, sourcePicks } from "./pickRun.ts";
import { textFilter } from "./runFilter.ts";
import { RunsOfFile } from "./runsOfFile.ts";
import { snippets } from "./snippets.ts";

export interface ExperimentServices {
  readonly log: Log;
  readonly settings: Settings;
  readonly sources: Sources;
  readonly programs: RunicornPrograms;
  readonly tree: ExperimentsTree;
  readonly view: ExperimentsView;
  readonly dashboards: Dashboards;
  readonly comparisons: Comparisons;
  readonly tables: Tables;
}

/** What the commands do. An argument that makes no sense counts as none: then the person is asked. */
export function experimentCommands(
  services: ExperimentServices,
): Omit<CommandHandlers, HostCommandId> {
  const { log, settings, sources, programs, tree, view, dashboards, comparisons, tables } =
    services;

  const withRun = async (
    argument: unknown,
    act: (ref: RunRef, source: Source) => Promise<void> | void,
  ): Promise<void> => {
    // A key is pressed on what is selected; where that is no run, it means nothing.
    const ref =
      argument === "selected"
        ? await selectedRun(view)
        : (runRefOf(argument) ?? (await pickRun(sources)));
    if (ref === undefined) return;
    const source = sources.of(ref);
    if (source === undefined)
      void notify.error(sentence`There is no run ${ref.run} in this window.`);
    else await act(ref, source);
  };

  const withSource = async (
    argument: unknown,
    act: (source: Source) => Promise<void> | void,
  ): Promise<void> => {
    const [only, ...others] = sources.all;
    if (only === undefined) {
      void notify.info(sentence`This window shows no store yet: start a training, or the demo.`);
      return;
    }
    const source =
      sourceOf(argument, sources) ??
      (others.length === 0 ? only : (await prompts.pick("Store", sourcePicks(sources)))?.source);
    if (source !== undefined) await act(source);
  };

  const runFolder = async ({ run: id }: RunRef, source: Source): Promise<string> => {
    const run = await source.client.getRun({ params: { id } });
    const paths = source.remote === undefined ? path : path.posix;
    return paths.join(source.root, ...run.dir.split("/"));
  };

  const reveal = async (folder: string, { remote }: Source): Promise<void> => {
    if (remote === undefined) await revealFolder(folder);
    else void notify.info(sentence`That folder is on ${remote.host}: ${folder}`);
  };

  return {
    "runicorn.openRun": (argument) => withRun(argument, (ref) => dashboards.open(ref)),
    ...compareCommands({
      comparisons,
      selectedRuns: () => view.selectedRuns,
      pickRuns: async (chosen) => pickRuns(sources, chosen),
    }),
    ...tables.commands,
    ...archiveCommands(withRun, withSource, workspaceFolder),
    "runicorn.refresh": async () => {
      await sources.refresh();
      await tree.reload();
    },
    "runicorn.copyRunId": (argument) =>
      withRun(argument, async (ref) => vscode.env.clipboard.writeText(ref.run)),
    "runicorn.copyRunPath": (argument) =>
      withRun(argument, async (ref, source) =>
        vscode.env.clipboard.writeText(await runFolder(ref, source)),
      ),
    "runicorn.revealRunFolder": (argument) =>
      withRun(argument, async (ref, source) => reveal(await runFolder(ref, source), source)),
    ...editCommands(withRun),
    "runicorn.openRunsFolder": (argument) =>
      withSource(argument, (source) => reveal(source.root, source)),
    "runicorn.openInBrowser": (argument) =>
      withSource(argument, async (source) => {
        if (source.remote === undefined) programs.viewerInTerminal(source.root);
        else
          await vscode.commands.executeCommand(
            "runicorn.openRemoteInBrowser" satisfies CommandId,
            source.id,
          );
      }),
    "runicorn.filterRuns": async () => {
      const text = await prompts.text(
        "Filter runs",
        tree.filterText ?? "",
        "Words in the id, alias, project, name, tags, notes or status",
      );
      const words = text?.trim();
      if (words === "") view.filter(undefined);
      else if (words !== undefined)
        view.filter(textFilter(words), vscode.l10n.t("Runs matching “{0}”", words));
    },
    "runicorn.showRunsOfFile": async (argument) => {
      const uri =
        argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri;
      if (uri?.scheme !== "file") {
        void notify.info(sentence`Open the script whose runs you want to see.`);
        return;
      }
      const tail = vscode.workspace.asRelativePath(uri, false);
      const filter = new RunsOfFile(uri.fsPath, tail, () => void tree.reload());
      view.filter(filter, vscode.l10n.t("Runs of {0}", tail));
      await vscode.commands.executeCommand("runicorn.experiments.focus");
    },
    "runicorn.clearFilter": () => view.filter(undefined),
    "runicorn.openSelected": async () => {
      const node = await view.selected();
      if (node?.kind === "run") {
        // The list keeps the keys, as that of files does: F2, Delete and the arrows are meant for it.
        dashboards.open({ source: node.source.id, run: node.run.id }, { preserveFocus: true });
      } else if (node?.kind === "more") await node.load();
      else if (node?.kind === "problem") node.source.restart();
    },
    "runicorn.startDemo": async () => {
      programs.demoInTerminal();
      await vscode.commands.executeCommand("runicorn.experiments.focus");
    },
    "runicorn.copySnippet": async () => {
      const snippet = await prompts.pick("Copy a snippet for", snippets);
      if (snippet === undefined) return;
      await vscode.env.clipboard.writeText(snippet.code);
      void notify.info(sentence`Copied. Paste it into your training script and run it.`);
    },
    "runicorn.installSdk": async () => {
      const snippet = await prompts.pick("Install the SDK for", snippets);
      if (snippet !== undefined) typeInTerminal(snippet.install);
    },
    "runicorn.addStorageRoot": async () => {
      const folder = await prompts.folder("Folder that holds runs");
      if (folder?.scheme === "file") await settings.addStorageRoots([folder.fsPath]);
    },
    "runicorn.restartViewer": (argument) => withSource(argument, (source) => source.restart()),
    "runicorn.showLogs": () => log.show(),
  };
}

function workspaceFolder(): string | undefined {
  return vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === "file")?.uri.fsPath;
}

async function selectedRun(view: ExperimentsView): Promise<RunRef | undefined> {
  if (view.selectedRuns.length > 1) {
    void notify.info(sentence`Select one run for this.`);
    return undefined;
  }
  const node = await view.selected();
  return node?.kind === "run" ? { source: node.source.id, run: node.run.id } : undefined;
}

const SourceArgument = z.union([
  z.string(),
  z.object({ source: z.object({ id: z.string() }) }).transform((node) => node.source.id),
]);

function sourceOf(argument: unknown, sources: Sources): Source | undefined {
  const id = SourceArgument.safeParse(argument).data;
  return id === undefined ? undefined : sources.get(id);
}
