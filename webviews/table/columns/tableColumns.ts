import type { RunColumn, RunColumnList } from "#core/protocol/runTable.ts";

import type { HostQuestions } from "../hostQuestions.ts";
import { listFilter } from "../listFilter.ts";
import type { GroupSortKey } from "../messages.ts";
import type { TableView, ViewColumn } from "../view.ts";
import { autoColumns, mayDiffer } from "./autoColumns.ts";
import { type Column, columnOf } from "./column.ts";
import { shownOrder } from "./columnLayout.ts";

/** The host is asked about so many at once. */
const mostFields = 300;

/** Fields that a run tells only where they are asked for. */
export function askedFields(columns: readonly ViewColumn[]): string[] {
  return columns
    .map(({ field }) => field)
    .filter((field) => /^(config|summary|metrics)\./u.test(field));
}

/** Which columns there are, which of them a view shows, and in which all runs have the same. */
export class TableColumns {
  readonly #ask: HostQuestions["ask"];
  #known: RunColumnList = { columns: [], total: 0 };
  /** What is shown where a view says nothing, and types by field: made once, as both are asked for in every frame. */
  #auto = autoColumns([]);
  /** The same where only differences are shown; null as long as nobody knows them. */
  #autoDiffering: readonly ViewColumn[] | null = null;
  #sameAsked = 0;
  #types = new Map<string, RunColumn["type"]>();
  /** Types of fields beyond those known, as they were found. */
  readonly #found = new Map<string, RunColumn["type"]>();
  #same: ReadonlySet<string> = new Set();

  constructor(ask: HostQuestions["ask"]) {
    this.#ask = ask;
  }

  /** The first of all fields that runs have, and how many there are. */
  get known(): RunColumnList {
    return this.#known;
  }

  /** Whether there are runs that were put away. */
  get hasArchived(): boolean {
    return this.#types.has("archived");
  }

  /** As the view says or, where it does not, as is best for these runs. */
  chosen({ columns, onlyDiffering }: TableView): readonly ViewColumn[] {
    return columns ?? (onlyDiffering ? this.#autoDiffering : null) ?? this.#auto;
  }

  all(view: TableView): readonly Column[] {
    // Room for how far a run is from the baseline, and for what is told of a group.
    const room = (view.baseline === null ? 0 : 70) + (view.groupBy.length === 0 ? 0 : 130);
    const columns = this.chosen(view).map((column) => {
      const shown = columnOf(column, this.#typeOf(column.field));
      const isWidened =
        column.width === undefined && (shown.kind === "number" || shown.kind === "duration");
      return isWidened ? { ...shown, width: shown.width + Math.min(room, 150) } : shown;
    });
    return shownOrder(columns);
  }

  /** Without those left out because all runs have the same in them. */
  shown(view: TableView): readonly Column[] {
    const all = this.all(view);
    if (!view.onlyDiffering) return all;
    return all.filter(({ field, kind }) => kind === "title" || !this.#same.has(field));
  }

  /** Fields of which runs must tell their values. */
  asked(view: TableView): string[] {
    return askedFields(this.chosen(view));
  }

  /** Fields of which groups tell statistics: what they are sorted by, then what is shown. */
  values(view: TableView): string[] {
    const sorted = this.groupSort(view).flatMap(({ of, field }) => (of === "mean" ? field : []));
    const shown = this.all(view).filter(isMeasured);
    return [...new Set([...sorted, ...shown.map(({ field }) => field)])].slice(0, 50);
  }

  /** Which groups come first: as the runs in them, by the mean of each column or by the key it is. */
  groupSort({ groupBy, sort }: TableView): GroupSortKey[] {
    const sorts = sort.flatMap(({ field, order }): GroupSortKey[] => {
      const column = columnOf({ field }, this.#typeOf(field));
      if (groupBy.includes(field)) return [{ of: "key", field, order }];
      // Where a run has its name, a group has its keys.
      if (column.kind === "title") return groupBy.map((key) => ({ of: "key", field: key, order }));
      return isMeasured(column) ? [{ of: "mean", field, order }] : [];
    });
    return sorts.slice(0, 9);
  }

  async askKnown(): Promise<void> {
    const found = await this.#ask({ kind: "columns", search: "" }).catch(() => null);
    if (!found) return;
    this.#known = found;
    this.#auto = autoColumns(found.columns);
    this.#types = new Map(found.columns.map(({ field, type }) => [field, type]));
  }

  /** The fields with all words of a text in their name, where more are there than are known; else null. */
  async search(text: string): Promise<RunColumnList | null> {
    if (this.#isAllKnown()) return null;
    const found = await this.#ask({ kind: "columns", search: text }).catch(() => null);
    for (const { field, type } of found?.columns ?? []) this.#found.set(field, type);
    return found;
  }

  /** Looks for the types of columns that are shown, but are not among those known; whether there were any such. */
  async askTypes(view: TableView): Promise<boolean> {
    if (this.#isAllKnown()) return false;
    const missing = this.asked(view).filter(
      (field) => !field.startsWith("metrics.") && this.#typeOf(field) === undefined,
    );
    const looking = missing.map(async (field) => {
      const found = await this.search(field);
      // One that no run has is not looked for again and again.
      if (found && this.#typeOf(field) === undefined) this.#found.set(field, "text");
    });
    await Promise.all(looking);
    return missing.length > 0;
  }

  /** Finds out in what the runs listed differ, and in what not. */
  async askSame(view: TableView): Promise<void> {
    const asked = ++this.#sameAsked;
    if (!view.onlyDiffering) return;
    const given = view.columns === null ? mayDiffer(this.#known.columns) : [];
    const shown = this.all(view)
      .filter(({ kind }) => kind !== "spark" && kind !== "source" && kind !== "title")
      .map(({ field }) => field);
    const fields = [...new Set([...given, ...shown])].slice(0, mostFields);
    if (fields.length === 0) return;
    const q = listFilter(view);
    const found = await this.#ask({ kind: "facets", q, fields, limit: 1 }).catch(() => null);
    if (!found || asked !== this.#sameAsked) return;
    const same = found.facets.flatMap(({ count, distinct }, i) => {
      const isSame = count === 0 || (distinct === 1 && count === found.runs);
      return isSame ? [fields[i] ?? ""] : [];
    });
    this.#same = new Set(same);
    const differing = given.filter((field) => !this.#same.has(field));
    if (view.columns === null) this.#autoDiffering = autoColumns(this.#known.columns, differing);
  }

  #isAllKnown(): boolean {
    return this.#known.columns.length >= this.#known.total;
  }

  #typeOf(field: string): RunColumn["type"] | undefined {
    return this.#types.get(field) ?? this.#found.get(field);
  }
}

/** Whether runs have numbers in a column, of which there is a mean. */
function isMeasured({ kind }: Column): boolean {
  return kind === "number" || kind === "duration" || kind === "time";
}
