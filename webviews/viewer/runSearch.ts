import type { Client } from "#core/client/client.ts";
import { RunicornError } from "#core/protocol/errors.ts";
import { wordsFilter } from "#core/protocol/filter/wordsFilter.ts";
import type { Run } from "#core/protocol/run.ts";

import type { Row } from "./runTree.ts";

const pageSize = 200;
/** Milliseconds without a key after which the store is asked. */
const typingPause = 150;

/**
 * Runs that hold every word of a text in what they are called, what is said of them, or their status; newest first. The store
 * looks for them, page by page as far as they are scrolled to.
 */
export class RunSearch {
  readonly #client: Pick<Client, "listRuns">;
  readonly #onChange: () => void;
  #text = "";
  #runs: readonly Run[] = [];
  #cursor: string | null = null;
  #total = 0;
  #isOn = false;
  /** Counts the questions, so that a late answer to an earlier one is not taken for the last one's. */
  #asked = 0;
  #isLoading = false;

  constructor(client: Pick<Client, "listRuns">, onChange: () => void) {
    this.#client = client;
    this.#onChange = onChange;
  }

  /** Whether there is something to be shown: the store has answered what was typed. */
  get isOn(): boolean {
    return this.#isOn;
  }

  rows(): readonly Row[] {
    const rows: Row[] = this.#runs.map(toRow);
    const left = this.#total - this.#runs.length;
    if (this.#cursor !== null && left > 0) rows.push({ kind: "more", id: "", depth: 0, left });
    return rows;
  }

  /** What is shown stays until the store has answered. An empty text ends the search. */
  async find(text: string): Promise<void> {
    const asked = ++this.#asked;
    this.#text = text;
    this.#isLoading = text !== "";
    if (text === "") {
      this.#take([], null, 0);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, typingPause));
    if (asked === this.#asked) await this.#load(true);
  }

  async loadMore(): Promise<void> {
    if (this.#cursor !== null && !this.#isLoading) await this.#load(false);
  }

  async #load(isFirst: boolean): Promise<void> {
    const asked = this.#asked;
    this.#isLoading = true;
    const q = wordsFilter(this.#text, ["status"]);
    const cursor = isFirst || this.#cursor === null ? {} : { cursor: this.#cursor };
    try {
      const page = await this.#client.listRuns({ query: { q, limit: pageSize, ...cursor } });
      if (asked !== this.#asked) return;
      const known = new Set(isFirst ? [] : this.#runs.map(({ id }) => id));
      const fresh = page.runs.filter(({ id }) => !known.has(id));
      const runs = isFirst ? fresh : [...this.#runs, ...fresh];
      this.#take(runs, page.next_cursor, page.total);
    } catch (error) {
      // A text of too many words, which no run holds.
      if (!RunicornError.is(error, "invalid_filter")) throw error;
      if (asked === this.#asked) this.#take([], null, 0);
    } finally {
      if (asked === this.#asked) this.#isLoading = false;
    }
  }

  #take(runs: readonly Run[], cursor: string | null, total: number): void {
    this.#runs = runs;
    this.#cursor = cursor;
    this.#total = total;
    this.#isOn = this.#text !== "";
    this.#onChange();
  }
}

function toRow(run: Run): Row {
  const path = run.name === "" ? run.project : `${run.project}/${run.name}`;
  return { kind: "run", id: run.id, depth: 0, run, path };
}
