import { setTimeout as sleep } from "node:timers/promises";

import * as vscode from "vscode";

import type { Source } from "../sources/source.ts";
import { timeAt } from "../sources/sourceClock.ts";
import type { Sources } from "../sources/sources.ts";
import { itemOf } from "./items.ts";
import type { ExperimentNode, RunNode, SourceNode } from "./nodes.ts";
import type { RunFilter } from "./runFilter.ts";
import { runProgress } from "./runProgress.ts";
import { Search } from "./search.ts";
import { StoreModel } from "./storeModel.ts";
import { Throttle } from "./throttle.ts";
import { runTooltip } from "./tooltip.ts";

/** Elements that changed are drawn anew together, this often at most. */
const redrawMs = 100;
/** Lines whose number alone has changed: a line that is drawn anew while it is clicked loses the click. */
const renumberMs = 1000;

/** How long VS Code waits for a level of the tree before the rest is drawn without it. */
const patienceMs = 400;

interface Shown {
  readonly model: StoreModel;
  readonly node: SourceNode;
  readonly place: { dispose(): void };
}

interface Searches {
  readonly filter: RunFilter;
  readonly of: readonly Search[];
  readonly listening: vscode.Disposable;
}

/** The Experiments tree: projects, names, runs; above them the sources, where there is more than one. */
export class ExperimentsTree implements vscode.TreeDataProvider<ExperimentNode> {
  readonly #sources: Sources;
  readonly #changed = new vscode.EventEmitter<ExperimentNode[] | undefined>();
  readonly #touchedNodes = new vscode.EventEmitter<readonly ExperimentNode[]>();
  readonly #models = new Map<string, Shown>();
  readonly #renumber = new Throttle(() => this.#fireNumbers(), renumberMs);
  readonly #redraw = new Throttle(() => this.#fire(), redrawMs);
  readonly #subscription: { dispose(): void };
  #renumbered = new Set<RunNode>();
  #dirty = new Set<ExperimentNode | undefined>();
  #touched = new Set<ExperimentNode>();
  #searches: Searches | undefined;

  readonly onDidChangeTreeData = this.#changed.event;
  /** What has changed in the sources, whatever is shown of them here; for views that show them in another order. */
  readonly onDidChangeNodes = this.#touchedNodes.event;

  constructor(sources: Sources) {
    this.#sources = sources;
    this.#subscription = sources.onChange(() => this.#followSources());
  }

  get running(): number {
    let running = 0;
    for (const { model } of this.#models.values()) {
      // What went on when its machine went away may be over.
      if (model.source.remote?.isAway !== true) running += model.running;
    }
    return running;
  }

  /** What was typed to filter by. */
  get filterText(): string | undefined {
    return this.#searches?.filter.text;
  }

  /** Shows only runs that match, as one list; undefined shows the tree again. */
  setFilter(filter: RunFilter | undefined): void {
    this.#searches?.listening.dispose();
    this.#searches = filter && this.#search(filter);
    this.#change(undefined);
  }

  /** Asks every source for everything shown again. */
  async reload(): Promise<void> {
    const searches = this.#searches?.of ?? [];
    await Promise.allSettled([
      ...[...this.#models.values()].map(({ model }) => model.reload()),
      ...searches.map((search) => search.reload()),
    ]);
  }

  /** Draws everything again from what is known; asks nobody. */
  redraw(): void {
    this.#change(undefined);
  }

  /** The line of a source, also where it is not shown because there is no other. */
  nodeOf(source: Source): SourceNode | undefined {
    return this.#models.get(source.id)?.node;
  }

  getTreeItem(node: ExperimentNode): vscode.TreeItem {
    return itemOf(node);
  }

  async resolveTreeItem(item: vscode.TreeItem, node: ExperimentNode): Promise<vscode.TreeItem> {
    if (node.kind !== "run") return item;
    const progress = await runProgress(node);
    item.tooltip = runTooltip(node.run, timeAt(node.source), progress);
    return item;
  }

  async getChildren(node?: ExperimentNode): Promise<ExperimentNode[]> {
    if (node === undefined) return this.#roots();
    if (node.kind !== "source" && node.kind !== "project" && node.kind !== "name") return [];
    const model = this.#models.get(node.source.id)?.model;
    if (model === undefined) return [];
    return this.#read(node, node.source, async () => {
      if (node.kind === "source") return model.projects();
      if (node.kind === "project") return model.childrenOf(node);
      return model.runsOf(node);
    });
  }

  getParent(node: ExperimentNode): ExperimentNode | undefined {
    if (node.kind === "run" || node.kind === "more") return node.parent;
    if (node.kind === "name") return node.project;
    if (node.kind !== "project" || this.#sole !== undefined) return undefined;
    return this.nodeOf(node.source);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#searches?.listening.dispose();
    this.#redraw.dispose();
    this.#renumber.dispose();
    for (const shown of this.#models.values()) endShown(shown);
    this.#models.clear();
    this.#changed.dispose();
    this.#touchedNodes.dispose();
  }

  async #roots(): Promise<ExperimentNode[]> {
    await this.#firstLook();
    if (this.#searches !== undefined) {
      const lists = this.#searches.of.map((search) =>
        this.#read(undefined, search.source, () => search.children()),
      );
      return (await Promise.all(lists)).flat();
    }
    const sole = this.#sole;
    if (sole !== undefined) return this.#read(undefined, sole.source, () => sole.projects());
    return [...this.#models.values()].map(({ node }) => node);
  }

  /** The only store there is, which needs no line of its own; one on another machine says where it lies. */
  get #sole(): StoreModel | undefined {
    const [only] = this.#models.values();
    return this.#models.size === 1 && only?.model.source.remote === undefined
      ? only?.model
      : undefined;
  }

  /** While the first look for stores goes on, the view shows its progress bar instead of saying that there are no runs. */
  async #firstLook(): Promise<void> {
    if (this.#sources.searched) return;
    await new Promise<void>((resolve) => {
      const waiting = this.#sources.onChange(() => {
        waiting.dispose();
        resolve();
      });
    });
  }

  #followSources(): void {
    const sources = new Map(this.#sources.all.map((source) => [source.id, source]));
    for (const [id, shown] of this.#models) {
      if (sources.get(id) === shown.model.source) continue;
      endShown(shown);
      this.#models.delete(id);
    }
    for (const [id, source] of sources) {
      if (this.#models.has(id)) continue;
      const model = new StoreModel(
        source,
        (node) => this.#modelChanged(source, node),
        (node) => this.#numberChanged(node),
      );
      const node: SourceNode = { kind: "source", id, source };
      this.#models.set(id, { model, node, place: this.#followPlace(node) });
    }
    if (this.#searches !== undefined) this.setFilter(this.#searches.filter);
    this.#change(undefined);
  }

  /** A machine that goes away, or comes back, changes how all below it looks. */
  #followPlace(node: SourceNode): { dispose(): void } {
    const { remote } = node.source;
    let before = remote?.reason;
    const listening = remote?.onChange(() => {
      if (remote.reason === before) return;
      before = remote.reason;
      this.#change(this.#searches === undefined ? node : undefined);
      this.#touch(node);
    });
    return { dispose: () => listening?.dispose() };
  }

  #modelChanged(source: Source, node: ExperimentNode | undefined): void {
    const top = this.nodeOf(source);
    this.#touch(node ?? top);
    if (this.#searches !== undefined) return; // Its own lists are what is shown.
    this.#change(node ?? (this.#sole === undefined ? top : undefined));
  }

  #search(filter: RunFilter): Searches {
    const all = this.#sources.all.map((source) => {
      const search = new Search(source, filter, () => this.#change(undefined));
      const listening = source.feed.listen({
        onEvent: (event) => {
          const change = search.apply(event);
          if (change.kind === "run") this.#change(change.node);
          else if (change.kind === "number") this.#numberChanged(change.node);
          else if (change.kind === "list") this.#change(undefined);
        },
        onReset: () =>
          void search.reload().then(
            () => this.#change(undefined),
            () => undefined,
          ),
      });
      return { search, listening };
    });
    return {
      filter,
      of: all.map(({ search }) => search),
      listening: vscode.Disposable.from(...all.map(({ listening }) => listening)),
    };
  }

  #change(node: ExperimentNode | undefined): void {
    this.#dirty.add(node);
    this.#touch(node);
    this.#redraw.trigger();
  }

  #touch(node: ExperimentNode | undefined): void {
    if (node === undefined) return;
    this.#touched.add(node);
    this.#redraw.trigger();
  }

  #numberChanged(node: RunNode): void {
    this.#renumbered.add(node);
    this.#renumber.trigger();
  }

  #fireNumbers(): void {
    const nodes = [...this.#renumbered];
    this.#renumbered = new Set();
    this.#changed.fire(nodes);
    this.#touchedNodes.fire(nodes);
  }

  #fire(): void {
    const touched = [...this.#touched];
    this.#touched = new Set();
    if (touched.length > 0) this.#touchedNodes.fire(touched);
    const dirty = [...this.#dirty];
    if (dirty.length === 0) return;
    this.#dirty = new Set();
    const nodes = dirty.filter((node) => node !== undefined);
    this.#changed.fire(nodes.length < dirty.length ? undefined : nodes);
  }

  /**
   * What stands below `node`. VS Code draws nothing of a tree until all that is open in it has answered, so a store that takes
   * its time says so instead, and the others are there.
   */
  async #read(
    node: ExperimentNode | undefined,
    source: Source,
    read: () => Promise<ExperimentNode[]>,
  ): Promise<ExperimentNode[]> {
    let late = false;
    const reading = read()
      .catch((error: unknown): ExperimentNode[] => {
        const message = error instanceof Error ? error.message : String(error);
        return [{ kind: "problem", source, message }];
      })
      .finally(() => {
        if (late) this.#change(node);
      });
    const answer = await Promise.race([reading, sleep(patienceMs)]);
    late = answer === undefined;
    return answer ?? [{ kind: "loading" }];
  }
}

function endShown({ model, place }: Shown): void {
  place.dispose();
  model.dispose();
}
