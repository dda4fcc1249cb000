import type { RunGroups } from "#core/protocol/runTable.ts";

import { conditionOf } from "./listFilter.ts";
import type { Answers, Ask, GroupSortKey, ListQuery, TableRow } from "./messages.ts";
import { RunPages } from "./runPages.ts";

export type Group = RunGroups["groups"][number];

/** A line of the table. */
export type Item =
  | { readonly kind: "run"; readonly row: TableRow; readonly depth: number }
  | {
      readonly kind: "group";
      /** Names it among all groups. */
      readonly name: string;
      readonly group: Group;
      readonly isOpen: boolean;
    };

/** What lines there are. */
export interface ItemsQuery {
  readonly list: ListQuery;
  readonly groupBy: readonly string[];
  /** Fields of which each group tells statistics. */
  readonly values: readonly string[];
  /** Which groups come first. */
  readonly groupSort: readonly GroupSortKey[];
}

type AskHost = <K extends "list" | "groups">(ask: Extract<Ask, { kind: K }>) => Promise<Answers[K]>;

/** The lines of the table: runs, or groups of them that open. None until `refresh` is called, when there are stores to ask. */
export class TableItems {
  readonly #ask: AskHost;
  readonly #onChange: (error: string | null) => void;
  #query: ItemsQuery;
  #pages: RunPages;
  #groups: RunGroups | undefined;
  readonly #open = new Map<string, RunPages>();
  /** Where the line of each group is. */
  #starts: readonly number[] = [];
  #count = 0;
  /** The lines in sight. */
  #wanted = { from: 0, to: 0 };
  /** Lines as they were handed out, so that what has not changed is the same object. */
  #items = new WeakMap<object, Item>();

  constructor(ask: AskHost, query: ItemsQuery, onChange: (error: string | null) => void) {
    this.#ask = ask;
    this.#query = query;
    this.#onChange = onChange;
    this.#pages = this.#pagesOf(query.list);
  }

  get isGrouped(): boolean {
    return this.#query.groupBy.length > 0;
  }

  /** Whether the first answer has come. */
  get isKnown(): boolean {
    return this.isGrouped ? this.#groups !== undefined : this.#pages.total !== undefined;
  }

  get indexing(): Answers["list"]["indexing"] {
    return this.isGrouped ? (this.#groups?.indexing ?? null) : this.#pages.indexing;
  }

  /** Lines there are. */
  get count(): number {
    return this.isGrouped ? this.#count : (this.#pages.total ?? 0);
  }

  /** Runs there are, in groups or not; those of several tags are in several groups. */
  get runs(): number {
    if (!this.isGrouped) return this.#pages.total ?? 0;
    return (this.#groups?.groups ?? []).reduce((sum, { runs }) => sum + runs, 0);
  }

  get groups(): { readonly shown: number; readonly total: number } {
    const { groups = [], total = 0 } = this.#groups ?? {};
    return { shown: groups.length, total };
  }

  setQuery(query: ItemsQuery): void {
    if (JSON.stringify(query) === JSON.stringify(this.#query)) return;
    const isSameGroups = JSON.stringify(query.groupBy) === JSON.stringify(this.#query.groupBy);
    const open = isSameGroups ? [...this.#open.keys()] : [];
    this.#query = query;
    for (const pages of this.#open.values()) pages.dispose();
    this.#open.clear();
    this.#pages = this.#pagesOf(query.list, this.#pages);
    if (!isSameGroups) this.#groups = undefined;
    for (const name of open) this.#open.set(name, this.#pagesOf(this.#listOf(name)));
    this.#begin();
  }

  /** The line at a position; undefined for a run that has not come yet. */
  at(index: number): Item | undefined {
    if (!this.isGrouped) {
      const row = this.#pages.at(index);
      return row && this.#runItem(row, 0);
    }
    const place = this.#placeOf(index);
    if (!place) return undefined;
    const { group, name, within } = place;
    const pages = this.#open.get(name);
    if (within >= 0) {
      const row = pages?.at(within);
      return row && this.#runItem(row, 1);
    }
    const known = this.#items.get(group);
    if (known?.kind === "group" && known.isOpen === (pages !== undefined)) return known;
    const item: Item = { kind: "group", name, group, isOpen: pages !== undefined };
    this.#items.set(group, item);
    return item;
  }

  want(from: number, to: number): void {
    if (!this.isGrouped) {
      this.#pages.want(from, to);
      return;
    }
    this.#wanted = { from, to };
    for (const { pages, first, last } of this.#openWithin(from, to)) pages.want(first, last);
  }

  toggle(name: string): void {
    const pages = this.#open.get(name);
    if (pages) {
      pages.dispose();
      this.#open.delete(name);
    } else this.#open.set(name, this.#pagesOf(this.#listOf(name)));
    this.#layOut();
    this.#onChange(null);
  }

  /** Opens or closes every group. Of those opened only what is in sight is asked for. */
  toggleAll(isOpen: boolean): void {
    for (const pages of isOpen ? [] : this.#open.values()) pages.dispose();
    if (!isOpen) this.#open.clear();
    for (const name of isOpen ? (this.#groups?.groups ?? []).map(nameOf) : []) {
      if (!this.#open.has(name)) this.#open.set(name, this.#pagesOf(this.#listOf(name)));
    }
    this.#layOut();
    this.#onChange(null);
  }

  /** The first runs of a group, open or not, and how many it has. */
  async runsOf(name: string, most: number): Promise<Pick<Answers["list"], "rows" | "total">> {
    const query = { ...this.#listOf(name), columns: [] };
    return this.#ask({ kind: "list", query, from: 0, count: most });
  }

  /** Asks for everything shown again. */
  refresh(): void {
    if (!this.isGrouped) {
      this.#pages.refresh();
      return;
    }
    for (const pages of this.#open.values()) pages.outdate();
    this.want(this.#wanted.from, this.#wanted.to);
    void this.#loadGroups();
  }

  /** The runs of the lines between two positions, both inclusive. */
  async runsBetween(from: number, to: number): Promise<readonly TableRow[]> {
    if (!this.isGrouped) return this.#pages.between(from, to + 1);
    const parts = [...this.#openWithin(from, to + 1)].map(async ({ pages, first, last }) =>
      first < last ? pages.between(first, last) : [],
    );
    return (await Promise.all(parts)).flat();
  }

  dispose(): void {
    this.#pages.dispose();
    for (const pages of this.#open.values()) pages.dispose();
  }

  #begin(): void {
    if (this.isGrouped) {
      this.#layOut();
      void this.#loadGroups();
    } else this.#pages.want(0, 1);
  }

  async #loadGroups(): Promise<void> {
    const query = this.#query;
    const { groupBy: by, values, list, groupSort } = query;
    try {
      const groups = await this.#ask({
        kind: "groups",
        q: list.q,
        by: [...by],
        values: [...values],
        sort: [...groupSort],
      });
      if (query !== this.#query) return;
      this.#groups = groups;
      this.#layOut();
      this.#onChange(null);
    } catch (error) {
      if (query === this.#query) this.#onChange(error instanceof Error ? error.message : "");
    }
  }

  #pagesOf(list: ListQuery, before?: RunPages): RunPages {
    return new RunPages(
      async (from, count) => this.#ask({ kind: "list", query: list, from, count }),
      (error) => {
        this.#layOut();
        this.#onChange(error);
      },
      before,
    );
  }

  /** The runs of a group. */
  #listOf(name: string): ListQuery {
    const { list, groupBy } = this.#query;
    const key = JSON.parse(name) as Group["key"];
    const conditions = groupBy.flatMap((field, i) =>
      field === "source" ? [] : [conditionOf(field, "=", key[i] ?? null)],
    );
    const at = groupBy.indexOf("source");
    return {
      ...list,
      q: [list.q, ...conditions].filter(Boolean).join(" and "),
      ...(at >= 0 && { source: String(key[at]) }),
    };
  }

  #layOut(): void {
    let next = 0;
    this.#starts = (this.#groups?.groups ?? []).map((group) => {
      const start = next;
      const pages = this.#open.get(nameOf(group));
      // How many there are is known before they come.
      next += 1 + (pages ? (pages.total ?? group.runs) : 0);
      return start;
    });
    this.#count = next;
  }

  /** The open groups of which runs lie between two lines, `to` exclusive, and which of their runs do. */
  *#openWithin(
    from: number,
    to: number,
  ): Generator<{ pages: RunPages; first: number; last: number }> {
    for (const [i, group] of (this.#groups?.groups ?? []).entries()) {
      const start = (this.#starts[i] ?? 0) + 1;
      if (start > to) return;
      const end = this.#starts[i + 1] ?? this.#count;
      const pages = end > from ? this.#open.get(nameOf(group)) : undefined;
      const [first, last] = [Math.max(0, from - start), Math.min(to, end) - start];
      if (pages) yield { pages, first, last };
    }
  }

  #placeOf(index: number): { group: Group; name: string; within: number } | undefined {
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle] ?? 0) <= index) low = middle;
      else high = middle;
    }
    const group = this.#groups?.groups[low];
    if (!group || index >= this.#count) return undefined;
    return { group, name: nameOf(group), within: index - (this.#starts[low] ?? 0) - 1 };
  }

  #runItem(row: TableRow, depth: number): Item {
    const known = this.#items.get(row);
    if (known?.kind === "run" && known.depth === depth) return known;
    const item: Item = { kind: "run", row, depth };
    this.#items.set(row, item);
    return item;
  }
}

function nameOf({ key }: Group): string {
  return JSON.stringify(key);
}
