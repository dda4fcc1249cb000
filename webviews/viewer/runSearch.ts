import type { Client } from "#core/client/client.ts";
import type { Run } from "#core/protocol/run.ts";
import { runTitle } from "#webviews/shared/runTitle.ts";

import type { Row } from "./runTree.ts";

const pageSize = 1000;
const mostPages = 100;

/** Runs that hold every word of a text in their title, project, name, id, tags or status; newest first, page by page. */
export class RunSearch {
  readonly #client: Client;
  readonly #onChange: () => void;
  readonly #words: readonly string[];
  #rows: Row[] = [];
  #done = false;
  #disposed = false;

  constructor(client: Client, text: string, onChange: () => void) {
    this.#client = client;
    this.#words = text.toLowerCase().split(/\s+/).filter(Boolean);
    this.#onChange = onChange;
  }

  get done(): boolean {
    return this.#done;
  }

  rows(): readonly Row[] {
    return this.#rows;
  }

  async run(): Promise<void> {
    let cursor: string | null = null;
    for (let page = 0; page < mostPages && !this.#disposed; page++) {
      const query: { limit: number; cursor?: string } = { limit: pageSize };
      if (cursor !== null) query.cursor = cursor;
      const answer = await this.#client.listRuns({ query });
      this.#rows = [...this.#rows, ...answer.runs.filter((run) => this.#matches(run)).map(toRow)];
      cursor = answer.next_cursor;
      if (cursor === null) break;
      this.#notify();
    }
    this.#done = true;
    this.#notify();
  }

  dispose(): void {
    this.#disposed = true;
  }

  #matches(run: Run): boolean {
    const text = [runTitle(run), run.project, run.name, run.id, run.status, ...run.tags]
      .join("\n")
      .toLowerCase();
    return this.#words.every((word) => text.includes(word));
  }

  #notify(): void {
    if (!this.#disposed) this.#onChange();
  }
}

function toRow(run: Run): Row {
  const path = run.name === "" ? run.project : `${run.project}/${run.name}`;
  return { kind: "run", id: run.id, depth: 0, run, path };
}
