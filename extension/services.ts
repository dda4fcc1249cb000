import os from "node:os";
import path from "node:path";

import * as vscode from "vscode";
import * as z from "zod";

import { settingsFolder } from "#core/settings/settingsFolder.ts";

import type { RunicornApi } from "./api.ts";
import { exportRuns } from "./archives/exportRuns.ts";
import { Comparisons } from "./compare/comparisons.ts";
import type { CommandId } from "./contributions.ts";
import { Dashboards } from "./dashboard/dashboards.ts";
import { PatchDocuments } from "./dashboard/patchDocuments.ts";
import { AlertNotices } from "./experiments/alertNotices.ts";
import { AwayDecorations } from "./experiments/awayDecorations.ts";
import { experimentCommands } from "./experiments/commands.ts";
import { DetailsView } from "./experiments/detailsView.ts";
import { DraggedRuns } from "./experiments/draggedRuns.ts";
import { ExperimentsTree } from "./experiments/experimentsTree.ts";
import { ExperimentsView } from "./experiments/experimentsView.ts";
import { OfferRoots } from "./experiments/offerRoots.ts";
import { pickOtherRun, pickRuns } from "./experiments/pickRun.ts";
import { RunningStatus } from "./experiments/runningStatus.ts";
import { Remote } from "./hosts/remote.ts";
import { LocalSource } from "./sources/localSource.ts";
import { RunicornPrograms } from "./sources/runicornPrograms.ts";
import { formatRunRef } from "./sources/runRef.ts";
import type { Source } from "./sources/source.ts";
import { Sources } from "./sources/sources.ts";
import type { RootInputs, StoreRoot } from "./sources/storeRoots.ts";
import { watchRoots } from "./sources/watchRoots.ts";
import { Tables } from "./table/tables.ts";
import { TableViews } from "./table/tableViews.ts";
import { KeptBoard } from "./ui/keptBoard.ts";
import { sentence } from "./ui/localSentence.ts";
import { Log } from "./ui/log.ts";
import { buttons, notify } from "./ui/notify.ts";
import { registerCommands } from "./ui/registerCommands.ts";
import { Settings } from "./ui/settings.ts";
import { runInTerminal } from "./ui/terminals.ts";

/** Everything the extension is made of, built in order and ended in reverse. Building does no I/O. */
export class Services {
  readonly log = new Log();
  readonly settings = new Settings();
  readonly sources: Sources;
  readonly programs: RunicornPrograms;
  readonly dashboards: Dashboards;
  readonly comparisons: Comparisons;
  readonly tables: Tables;
  readonly tree: ExperimentsTree;
  readonly view: ExperimentsView;
  readonly #remote: Remote;
  readonly #owned: { dispose(): void }[] = [];

  constructor(context: vscode.ExtensionContext) {
    const { log, settings } = this;
    const demoRoot = path.join(context.globalStorageUri.fsPath, "demo", ".runicorn");
    this.programs = new RunicornPrograms({
      bundle: path.join(context.extensionUri.fsPath, "dist", "runicorn.cjs"),
      version: z.object({ version: z.string() }).parse(context.extension.packageJSON).version,
      nodePath: () => settings.nodePath,
      demoRoot: () => {
        const [folder] = workspaceFolders();
        return folder === undefined ? demoRoot : path.join(folder, ".runicorn");
      },
      remote: vscode.env.remoteName !== undefined,
      runInTerminal,
    });

    const offers = new OfferRoots(context.globalState, settings);
    const inputs: RootInputs = {
      workspaceFolders,
      configuredRoots: () => settings.storageRoots,
      env: process.env,
      configDir: settingsFolder(process.env),
      demoRoot,
    };
    this.sources = new Sources({
      inputs,
      allowed: () => vscode.workspace.isTrusted,
      create: (root) => this.#createSource(root),
      watch: (onChange) =>
        vscode.Disposable.from(
          watchRoots(inputs.configDir, onChange),
          settings.onChange(["runicorn.storage.roots"], () => onChange("named")),
        ),
      offer: (roots) => void offers.offer(roots),
    });
    const dragged = new DraggedRuns();
    const patches = new PatchDocuments(this.sources);
    const board = new KeptBoard(context.workspaceState);
    this.dashboards = new Dashboards({
      extensionUri: context.extensionUri,
      sources: this.sources,
      settings,
      log,
      patches,
      board,
      droppedRuns: () => dragged.take(),
      compareRuns: (runs) => this.comparisons.open(runs),
      pickOtherRun: async (than) => pickOtherRun(this.sources, than),
    });
    this.comparisons = new Comparisons({
      extensionUri: context.extensionUri,
      sources: this.sources,
      settings,
      log,
      board,
      pickRuns: async (chosen) => pickRuns(this.sources, chosen),
      openRun: (ref) => this.dashboards.open(ref),
      droppedRuns: () => dragged.take(),
    });
    this.tables = new Tables({
      extensionUri: context.extensionUri,
      sources: this.sources,
      views: new TableViews(context.workspaceState, log),
      openRun: (ref) => this.dashboards.open(ref),
      compareRuns: (refs) => {
        const runs = refs.map(formatRunRef);
        void vscode.commands.executeCommand("runicorn.compareRuns" satisfies CommandId, runs);
      },
      exportRuns: async (refs) =>
        exportRuns(this.sources, refs, workspaceFolders()[0] ?? os.homedir()),
    });
    this.tree = new ExperimentsTree(this.sources);
    this.view = new ExperimentsView(this.tree, this.sources, dragged);
    this.#remote = new Remote({
      context,
      configDir: inputs.configDir,
      settings,
      programs: this.programs,
      sources: this.sources,
      experiments: this.tree,
      dashboards: this.dashboards,
      log,
    });
    this.#owned.push(
      log,
      this.sources,
      patches,
      this.dashboards,
      this.comparisons,
      this.tables,
      this.tree,
      this.view,
      this.#remote,
      new DetailsView(this.view, this.tree),
      new AwayDecorations(),
      new RunningStatus(this.sources),
      new AlertNotices(this.sources, settings, this.dashboards),
      settings.onChange(["runicorn.node.path"], () => {
        for (const source of this.sources.all) {
          if (source.remote === undefined) source.restart();
        }
      }),
      registerCommands({ ...experimentCommands(this), ...this.#remote.commands }, log),
    );
  }

  /** The part of activation that reads files and starts processes; nobody waits for it. */
  start(): void {
    this.sources.start().catch((error: unknown) => this.log.error("looking for stores", error));
    this.#remote.start();
  }

  api(activationMs: number): RunicornApi {
    const { sources, tree } = this;
    return {
      version: 1,
      activationMs,
      sources: () =>
        sources.all.map(({ id, label, root, remote }) => ({ id, label, root, host: remote?.host })),
      onDidChangeSources: (listener) => sources.onChange(listener),
      runningCount: () => tree.running,
      experiments: tree,
      openRun: async (run) =>
        vscode.commands.executeCommand("runicorn.openRun" satisfies CommandId, run),
    };
  }

  dispose(): void {
    for (const owned of this.#owned.splice(0).reverse()) owned.dispose();
  }

  #createSource(root: StoreRoot): Source {
    this.log.info(`[${root.label}] found ${root.path}`);
    return new LocalSource(root, {
      log: this.log,
      command: () => this.programs.viewer(root.path),
      onGivenUp: (reason) => void this.#tellGivenUp(root, reason),
    });
  }

  async #tellGivenUp(root: StoreRoot, reason: string): Promise<void> {
    const button = await notify.error(
      sentence`Runicorn cannot read ${root.path}: ${reason}`,
      buttons.showLog,
      buttons.restart,
      buttons.openSettings,
    );
    if (button === buttons.showLog) this.log.show();
    if (button === buttons.restart) this.sources.get(root.id)?.restart();
    if (button === buttons.openSettings) await this.settings.open("runicorn.node.path");
  }
}

function workspaceFolders(): readonly string[] {
  return (vscode.workspace.workspaceFolders ?? [])
    .filter((folder) => folder.uri.scheme === "file")
    .map((folder) => folder.uri.fsPath);
}
