import {
  type MergeOrder,
  type SourceRun,
  startMerge,
  takeRuns,
  totalRuns,
  wantedPages,
  withPage,
} from "#core/merge/mergeRuns.ts";
import type { Indexing, RunsPage } from "#core/protocol/run.ts";

/** Where a page of one source begins. */
export type PageStart = { readonly limit: number } & (
  | { readonly offset: number }
  | { readonly cursor: string }
);

/** A cut through the list: how many runs of each source come before it. */
type Cut = Readonly<Record<string, number>>;

/** As many runs are asked for at once, and read over on the way to others. */
const mostAtOnce = 1000;

/** One list that several sources answer, of which any stretch can be read. Good until a run changes. */
export class MergedList {
  readonly #query: MergeOrder;
  readonly #sources: readonly string[];
  readonly #ask: (source: string, start: PageStart) => Promise<RunsPage>;
  /** Ascending. */
  readonly #cuts: Cut[];
  #totals: Cut | undefined;

  constructor(
    query: MergeOrder,
    sources: readonly string[],
    ask: (source: string, start: PageStart) => Promise<RunsPage>,
  ) {
    this.#query = query;
    this.#sources = sources;
    this.#ask = ask;
    this.#cuts = [Object.fromEntries(sources.map((source) => [source, 0]))];
  }

  /** `count` runs from a position on, fewer at the end. Fails where a source does. */
  async read(
    from: number,
    count: number,
  ): Promise<{ runs: SourceRun[]; total: number; indexing: Indexing | null }> {
    // The beginning is known: what is asked of it is asked at once, while the page that waits for it is still being built.
    const cut = from === 0 ? (this.#cuts[0] ?? {}) : await this.#cutBefore(from);
    const start = lengthOf(cut);
    const wanted = from - start + count;
    const now = Date.now() / 1000;
    let merged = startMerge(this.#query, this.#sources);
    const indexing: Indexing[] = [];
    const first = await Promise.all(
      this.#sources.map((source) =>
        this.#ask(source, { offset: cut[source] ?? 0, limit: Math.min(wanted, mostAtOnce) }),
      ),
    );
    for (const [i, page] of first.entries()) {
      merged = withPage(merged, this.#sources[i] ?? "", page);
      if (page.indexing) indexing.push(page.indexing);
    }
    this.#totals = Object.fromEntries(first.map(({ total }, i) => [this.#sources[i] ?? "", total]));
    const runs: SourceRun[] = [];
    for (;;) {
      const taken = takeRuns(merged, wanted - runs.length, now);
      runs.push(...taken.runs);
      merged = taken.rest;
      const pages = runs.length < wanted ? wantedPages(merged) : [];
      if (pages.length === 0) break;
      const next = await Promise.all(
        pages.map(({ source, cursor = "" }) => this.#ask(source, { cursor, limit: mostAtOnce })),
      );
      for (const [i, page] of next.entries()) {
        merged = withPage(merged, pages[i]?.source ?? "", page);
      }
    }
    this.#noteCut(cut, runs);
    return {
      runs: runs.slice(from - start),
      total: totalRuns(merged),
      indexing: indexing.length === 0 ? null : indexing.reduce(sumOf),
    };
  }

  #noteCut(before: Cut, runs: readonly SourceRun[]): void {
    const cut: Record<string, number> = { ...before };
    for (const { source } of runs) cut[source] = (cut[source] ?? 0) + 1;
    this.#keepCut(cut);
  }

  #keepCut(cut: Cut): void {
    const at = this.#cuts.findIndex((known) => lengthOf(known) >= lengthOf(cut));
    if (at === -1) this.#cuts.push(cut);
    else if (lengthOf(this.#cuts[at] ?? {}) > lengthOf(cut)) this.#cuts.splice(at, 0, cut);
  }

  /** A cut from which a position is near. */
  async #cutBefore(position: number): Promise<Cut> {
    const [only, ...others] = this.#sources;
    if (only !== undefined && others.length === 0) return { [only]: position };
    const { source } = this.#query;
    if (source?.after === 0) return this.#cutBetween(source, position);
    for (;;) {
      const low = this.#cuts.findLast((cut) => lengthOf(cut) <= position) ?? {};
      // Within equal runs of several sources no source can tell where those of another are: they are read over.
      if (position - lengthOf(low) < mostAtOnce || source) return low;
      this.#totals ??= await this.#askTotals();
      const high = this.#cuts.find((cut) => lengthOf(cut) > position) ?? this.#totals;
      const gapOf = (source: string) => (high[source] ?? 0) - (low[source] ?? 0);
      const widest = this.#sources.reduce((a, b) => (gapOf(b) > gapOf(a) ? b : a));
      if (gapOf(widest) < 2) return low;
      const middle = (low[widest] ?? 0) + ((gapOf(widest) - 1) >> 1);
      const cut = await this.#cutAfter(widest, middle);
      if (!cut) return low;
      this.#keepCut(cut);
    }
  }

  /** A cut where one source comes after another. */
  async #cutBetween(
    { ids, order }: NonNullable<MergeOrder["source"]>,
    position: number,
  ): Promise<Cut> {
    const totals = (this.#totals ??= await this.#askTotals());
    const cut: Record<string, number> = {};
    let left = position;
    for (const source of order === "asc" ? ids : ids.toReversed()) {
      cut[source] = Math.min(left, totals[source] ?? 0);
      left -= cut[source];
    }
    return cut;
  }

  /** The cut right behind one run of a source, with all that come before it elsewhere. */
  async #cutAfter(source: string, position: number): Promise<Cut | undefined> {
    const { next_cursor: cursor } = await this.#ask(source, { offset: position, limit: 1 });
    if (cursor === null) return undefined;
    const counts = await Promise.all(
      this.#sources.map(async (other) => {
        if (other === source) return [other, position + 1] as const;
        const { offset } = await this.#ask(other, { cursor, limit: 1 });
        return [other, offset ?? 0] as const;
      }),
    );
    return Object.fromEntries(counts);
  }

  async #askTotals(): Promise<Cut> {
    const totals = this.#sources.map(async (source) => {
      const { total } = await this.#ask(source, { offset: 0, limit: 1 });
      return [source, total] as const;
    });
    return Object.fromEntries(await Promise.all(totals));
  }
}

function lengthOf(cut: Cut): number {
  return Object.values(cut).reduce((sum, count) => sum + count, 0);
}

function sumOf(a: Indexing, b: Indexing): Indexing {
  return { done: a.done + b.done, total: a.total + b.total };
}
