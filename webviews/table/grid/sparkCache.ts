import type { Answers, Ask, TableRow } from "../messages.ts";

/** Curves asked for at once. */
const mostAtOnce = 200;
const mostKept = 5000;

type Values = readonly (number | null)[];

/** The courses of metrics that cells show, asked for when they come into sight. */
export class SparkCache {
  readonly #ask: (ask: Extract<Ask, { kind: "sparks" }>) => Promise<Answers["sparks"]>;
  readonly #onChange: () => void;
  readonly #known = new Map<string, Values>();
  readonly #asked = new Set<string>();
  /** Of runs that go on: shown until newer ones have come. */
  readonly #stale = new Set<string>();

  constructor(
    ask: (ask: Extract<Ask, { kind: "sparks" }>) => Promise<Answers["sparks"]>,
    onChange: () => void,
  ) {
    this.#ask = ask;
    this.#onChange = onChange;
  }

  get(row: TableRow, metric: string): Values | undefined {
    return this.#known.get(nameOf(row.ref, metric));
  }

  want(rows: readonly TableRow[], metrics: readonly string[]): void {
    const missing = rows.flatMap(({ ref }) =>
      metrics.flatMap((key) => {
        const name = nameOf(ref, key);
        const isThere = this.#known.has(name) && !this.#stale.has(name);
        return isThere || this.#asked.has(name) ? [] : [{ ref, key }];
      }),
    );
    for (let at = 0; at < missing.length; at += mostAtOnce) {
      void this.#load(missing.slice(at, at + mostAtOnce));
    }
  }

  /** Runs have changed: those that go on have other courses now. */
  outdate(rows: readonly TableRow[]): void {
    const going = new Set(rows.filter(({ run }) => run.status === "running").map(({ ref }) => ref));
    for (const name of this.#known.keys()) {
      const [ref] = JSON.parse(name) as [string];
      if (going.has(ref)) this.#stale.add(name);
    }
  }

  async #load(series: { ref: string; key: string }[]): Promise<void> {
    const names = series.map(({ ref, key }) => nameOf(ref, key));
    for (const name of names) this.#asked.add(name);
    try {
      const found = await this.#ask({ kind: "sparks", series });
      for (const [i, name] of names.entries()) {
        this.#known.set(name, found[i] ?? []);
        this.#stale.delete(name);
      }
      for (const name of this.#known.keys()) {
        if (this.#known.size <= mostKept) break;
        this.#known.delete(name);
      }
      this.#onChange();
    } catch {
      // Asked for again when they are looked at the next time.
    } finally {
      for (const name of names) this.#asked.delete(name);
    }
  }
}

function nameOf(ref: string, metric: string): string {
  return JSON.stringify([ref, metric]);
}
