import type { StoreEvent } from "#core/protocol/live.ts";
import type { Run, RunsPage } from "#core/protocol/run.ts";
import { runTitle } from "#core/protocol/runTitle.ts";

import type { Source } from "../sources/source.ts";
import { type MoreNode, runNode, type RunNode } from "./nodes.ts";

export interface RunListOptions {
  readonly source: Source;
  readonly parent: RunNode["parent"];
  /** Asks for runs, newest first. */
  page(limit: number, cursor: string | undefined): Promise<RunsPage>;
  belongs(run: Run): boolean;
  /** A page has been added. */
  onLoaded(): void;
}

const pageSize = 100;
const largestPage = 1000;

/** What an event did to a list. */
export type ListChange =
  | { kind: "none" }
  | { kind: "list" }
  /** `number`: of what is shown, nothing but its metric has changed. */
  | { kind: "run" | "number"; node: RunNode };

/** The runs of one experiment, newest first, as far as they have been asked for; kept current by events. */
export class RunList {
  readonly #options: RunListOptions;
  readonly #more: MoreNode;
  #nodes: RunNode[] = [];
  #cursor: string | null = null;
  #loading: Promise<void> | undefined;
  #loaded = false;

  constructor(options: RunListOptions) {
    this.#options = options;
    this.#more = { kind: "more", parent: options.parent, load: () => this.#loadMore() };
  }

  get loaded(): boolean {
    return this.#loaded;
  }

  async children(): Promise<(RunNode | MoreNode)[]> {
    if (!this.#loaded) await this.#once(() => this.#loadFirst(pageSize));
    return this.#cursor === null ? [...this.#nodes] : [...this.#nodes, this.#more];
  }

  /** Asks again for as many runs as are shown: events may have been missed. */
  async reload(): Promise<void> {
    if (!this.#loaded) return;
    const shown = Math.min(largestPage, Math.max(pageSize, this.#nodes.length));
    await this.#once(() => this.#loadFirst(shown));
  }

  find(id: string): RunNode | undefined {
    return this.#nodes.find((node) => node.run.id === id);
  }

  apply(event: StoreEvent): ListChange {
    if (!this.#loaded || !("run" in event || "points" in event || event.type === "run_deleted")) {
      return { kind: "none" };
    }
    if (event.type === "points_appended") return this.#newPoints(event);
    if (event.type === "run_deleted") return this.#remove(event.id);
    return this.#put(event.run);
  }

  async #loadFirst(limit: number): Promise<void> {
    const known = new Map(this.#nodes.map((node) => [node.run.id, node]));
    const page = await this.#options.page(limit, undefined);
    this.#nodes = page.runs.map((run) => {
      const node = known.get(run.id);
      if (node === undefined) return this.#node(run);
      node.run = run;
      return node;
    });
    this.#cursor = page.next_cursor;
    this.#loaded = true;
  }

  async #loadMore(): Promise<void> {
    await this.#once(async () => {
      if (this.#cursor === null) return;
      const page = await this.#options.page(pageSize, this.#cursor);
      const known = new Set(this.#nodes.map((node) => node.run.id));
      this.#nodes.push(
        ...page.runs.filter((run) => !known.has(run.id)).map((run) => this.#node(run)),
      );
      this.#cursor = page.next_cursor;
    });
    this.#options.onLoaded();
  }

  /** One request at a time: a second caller waits for the first one's answer. */
  async #once(load: () => Promise<void>): Promise<void> {
    this.#loading ??= load().finally(() => {
      this.#loading = undefined;
    });
    await this.#loading;
  }

  #put(run: Run): ListChange {
    const node = this.find(run.id);
    if (node !== undefined) {
      if (!this.#options.belongs(run)) return this.#remove(run.id);
      const before = node.run;
      node.run = run;
      if (!sameLooks(before, run)) return { kind: "run", node };
      return sameNumber(before, run) ? { kind: "none" } : { kind: "number", node };
    }
    if (!this.#options.belongs(run)) return { kind: "none" };
    const oldest = this.#nodes.at(-1);
    const beyond = oldest !== undefined && run.created_at < oldest.run.created_at;
    if (beyond && this.#cursor !== null) return { kind: "none" };
    const at = this.#nodes.findIndex((other) => other.run.created_at <= run.created_at);
    this.#nodes.splice(at === -1 ? this.#nodes.length : at, 0, this.#node(run));
    return { kind: "list" };
  }

  #remove(id: string): ListChange {
    const before = this.#nodes.length;
    this.#nodes = this.#nodes.filter((node) => node.run.id !== id);
    return { kind: this.#nodes.length === before ? "none" : "list" };
  }

  /** The number beside a live run moves with its points, without asking for anything. */
  #newPoints(event: Extract<StoreEvent, { type: "points_appended" }>): ListChange {
    const node = this.find(event.id);
    const shown = node?.run.key_metric;
    if (node === undefined || shown?.aggregate !== "last") return { kind: "none" };
    const point = event.last[shown.key];
    if (point === undefined) return { kind: "none" };
    node.run = { ...node.run, key_metric: { ...shown, value: point.value } };
    return { kind: "number", node };
  }

  #node(run: Run): RunNode {
    return runNode(this.#options.source, run, this.#options.parent);
  }
}

function sameLooks(a: Run, b: Run): boolean {
  return (
    a.status === b.status &&
    runTitle(a) === runTitle(b) &&
    a.created_at === b.created_at &&
    a.key_metric?.key === b.key_metric?.key
  );
}

function sameNumber(a: Run, b: Run): boolean {
  return a.key_metric?.value === b.key_metric?.value;
}
