import type { StoreEvent } from "#core/protocol/live.ts";
import type { Run } from "#core/protocol/run.ts";

import type { Source } from "../sources/source.ts";
import type { MoreNode, RunNode } from "./nodes.ts";
import type { RunFilter } from "./runFilter.ts";
import { type ListChange, RunList } from "./runList.ts";

const scanned = 1000;
const wanted = 100;

/** One source's runs that pass a filter, newest first. Goes through the store until a page of matches is together. */
export class Search {
  readonly source: Source;
  readonly #list: RunList;

  constructor(source: Source, filter: RunFilter, onLoaded: () => void) {
    this.source = source;
    this.#list = new RunList({
      source,
      parent: undefined,
      onLoaded,
      belongs: (run) => filter.belongs(source, run),
      page: async (_limit, from) => {
        const runs: Run[] = [];
        let cursor: string | null | undefined = from;
        do {
          const page = await source.client.listRuns({
            query: { limit: scanned, ...(cursor && { cursor }) },
          });
          runs.push(...(await filter.select(source, page.runs)));
          cursor = page.next_cursor;
        } while (cursor !== null && runs.length < wanted);
        return { runs, total: runs.length, next_cursor: cursor };
      },
    });
  }

  async children(): Promise<(RunNode | MoreNode)[]> {
    return this.#list.children();
  }

  async reload(): Promise<void> {
    await this.#list.reload();
  }

  apply(event: StoreEvent): ListChange {
    return this.#list.apply(event);
  }
}
