import type { RunStatus } from "#core/protocol/format.ts";
import type { StoreEvent } from "#core/protocol/live.ts";
import type { ExperimentName, Project, Run } from "#core/protocol/run.ts";

import type { Source } from "../sources/source.ts";
import type { ExperimentNode, MoreNode, NameNode, ProjectNode, RunNode } from "./nodes.ts";
import { RunList } from "./runList.ts";
import { Throttle } from "./throttle.ts";

/** Counts are asked for again this often at most while runs come, change and go. */
const outlineIntervalMs = 250;
/** As many are shown open when they are met first; more of them begin closed. */
const openProjects = 5;
const openNames = 3;

const collator = new Intl.Collator(undefined, { numeric: true });

/** What changed; undefined for the list of projects. */
export type OnModelChange = (node: ExperimentNode | undefined) => void;

/** One source's projects, names and runs: asked for when first shown, then kept current by the feed. */
export class StoreModel {
  readonly source: Source;
  readonly #onChange: OnModelChange;
  readonly #onNumber: (node: RunNode) => void;
  readonly #listening: { dispose(): void };
  readonly #outline = new Throttle(() => this.#readOutline(), outlineIntervalMs);
  readonly #projects = new Map<string, ProjectNode>();
  readonly #names = new Map<ProjectNode, Map<string, NameNode>>();
  readonly #lists = new Map<NameNode, RunList>();
  /** Of runs that events have told of. */
  readonly #statuses = new Map<string, RunStatus>();
  #first: Promise<void> | undefined;
  #error: Error | undefined;

  constructor(source: Source, onChange: OnModelChange, onNumber: (node: RunNode) => void) {
    this.source = source;
    this.#onChange = onChange;
    this.#onNumber = onNumber;
    this.#listening = source.feed.listen({
      onEvent: (event) => this.#apply(event),
      onReset: () => void this.reload(),
    });
    this.#outline.trigger();
  }

  /** Runs that are going on in this store. */
  get running(): number {
    let running = 0;
    for (const project of this.#projects.values()) running += project.info.status.running;
    return running;
  }

  async projects(): Promise<ProjectNode[]> {
    await (this.#first ??= this.#readProjects());
    if (this.#error !== undefined) throw this.#error;
    return sorted(this.#projects, (node) => node.info.project);
  }

  /** The project's names and, where runs lie directly in it, those runs. */
  async childrenOf(project: ProjectNode): Promise<(NameNode | RunNode | MoreNode)[]> {
    if (!this.#names.has(project)) await this.#readNames(project);
    const names = sorted(
      this.#names.get(project) ?? new Map<string, NameNode>(),
      (n) => n.info.name,
    );
    const nameless = names.find((node) => node.info.name === "");
    const runs = nameless === undefined ? [] : await this.runsOf(nameless);
    return [...names.filter((node) => node !== nameless), ...runs];
  }

  async runsOf(name: NameNode): Promise<(RunNode | MoreNode)[]> {
    return this.#list(name).children();
  }

  /** Asks for everything shown again. */
  async reload(): Promise<void> {
    this.#first = undefined;
    await Promise.allSettled([...this.#lists.values()].map((list) => list.reload()));
    await this.#readOutline();
    this.#onChange(undefined);
  }

  dispose(): void {
    this.#listening.dispose();
    this.#outline.dispose();
  }

  #apply(event: StoreEvent): void {
    for (const [name, list] of this.#lists) {
      const change = list.apply(event);
      if (change.kind === "run") this.#onChange(change.node);
      else if (change.kind === "number") this.#onNumber(change.node);
      else if (change.kind === "list") this.#onChange(holder(name));
    }
    if (this.#changesCounts(event)) this.#outline.trigger();
    // Runs found by the first look at a store are told all at once.
    if (event.type === "indexing" && event.done === event.total) void this.reload();
  }

  /** A live run changes many times a second; what is counted changes when it comes, goes or gets another status. */
  #changesCounts(event: StoreEvent): boolean {
    if (event.type === "run_deleted") {
      this.#statuses.delete(event.id);
      return true;
    }
    if (event.type === "indexing") return true;
    if (event.type !== "run_created" && event.type !== "run_changed") return false;
    const { id, status } = event.run;
    if (this.#statuses.get(id) === status) return false;
    this.#statuses.set(id, status);
    return true;
  }

  #list(name: NameNode): RunList {
    let list = this.#lists.get(name);
    if (list !== undefined) return list;
    const query = { project: name.project.info.project, name: name.info.name };
    list = new RunList({
      source: this.source,
      parent: holder(name),
      page: (limit, cursor) =>
        this.source.client.listRuns({ query: { ...query, limit, ...(cursor && { cursor }) } }),
      belongs: (run: Run) => run.project === query.project && run.name === query.name,
      onLoaded: () => this.#onChange(holder(name)),
    });
    this.#lists.set(name, list);
    return list;
  }

  async #readOutline(): Promise<void> {
    const before = new Map([...this.#projects.values()].map((node) => [node, node.info]));
    await (this.#first = this.#readProjects());
    if (this.#error !== undefined || this.#projects.size !== before.size) {
      this.#onChange(undefined);
      if (this.#error !== undefined) return;
    }
    const changed = [...this.#projects.values()].filter((node) => {
      const old = before.get(node);
      return old !== undefined && !sameCounts(old, node.info);
    });
    // Names that cannot be read now are read when their project is shown the next time.
    await Promise.allSettled(
      changed.filter((node) => this.#names.has(node)).map((node) => this.#readNames(node)),
    );
    for (const node of changed) this.#onChange(node);
  }

  /** Never rejects: what went wrong is told to those who ask for the projects. */
  async #readProjects(): Promise<void> {
    try {
      const { projects } = await this.source.client.listExperiments({ query: {} });
      const expanded = projects.length <= openProjects;
      reconcile(
        this.#projects,
        projects,
        (info) => info.project,
        (info): ProjectNode => {
          const id = `${this.source.id}/${info.project}`;
          return { kind: "project", id, source: this.source, expanded, info };
        },
      );
      this.#error = undefined;
    } catch (error) {
      // What was last known of a machine that is away stays.
      if (this.source.remote?.isAway === true && this.#projects.size > 0) return;
      this.#error = error instanceof Error ? error : new Error(String(error));
    }
  }

  async #readNames(project: ProjectNode): Promise<void> {
    const query = { project: project.info.project };
    const { projects } = await this.source.client.listExperiments({ query });
    const names = projects[0]?.names ?? [];
    const nodes = this.#names.get(project) ?? new Map<string, NameNode>();
    this.#names.set(project, nodes);
    const expanded = names.length <= openNames;
    reconcile(
      nodes,
      names,
      (info) => info.name,
      (info): NameNode => {
        const id = `${project.id}/${info.name}`;
        return { kind: "name", id, source: this.source, project, expanded, info };
      },
    );
    for (const name of this.#lists.keys()) {
      if (name.project === project && nodes.get(name.info.name) !== name) this.#lists.delete(name);
    }
  }
}

/** The element below which a name's runs are shown. */
function holder(name: NameNode): NameNode | ProjectNode {
  return name.info.name === "" ? name.project : name;
}

function sameCounts(a: Project | ExperimentName, b: Project | ExperimentName): boolean {
  return a.runs === b.runs && JSON.stringify(a.status) === JSON.stringify(b.status);
}

/** Makes the map hold one element per info, keeping those that are there. */
function reconcile<I, N extends { info: I }>(
  nodes: Map<string, N>,
  infos: readonly I[],
  keyOf: (info: I) => string,
  create: (info: I) => N,
): void {
  const wanted = new Set(infos.map((info) => keyOf(info)));
  for (const key of nodes.keys()) if (!wanted.has(key)) nodes.delete(key);
  for (const info of infos) {
    const node = nodes.get(keyOf(info));
    if (node === undefined) nodes.set(keyOf(info), create(info));
    else node.info = info;
  }
}

function sorted<N>(nodes: ReadonlyMap<string, N>, label: (node: N) => string): N[] {
  return [...nodes.values()].toSorted((a, b) => collator.compare(label(a), label(b)));
}
