import type * as z from "zod";

import type { Completion, CompletionQuery } from "#core/protocol/filter/completion.ts";
import { parseField } from "#core/protocol/filter/fields.ts";
import type { FilterField } from "#core/protocol/filter/filter.ts";
import {
  type Indexing,
  type Project,
  type Run,
  type RunsPage,
  RunsQuery,
} from "#core/protocol/run.ts";
import type {
  ColumnsQuery,
  FacetsQuery,
  GroupsQuery,
  RunColumn,
  RunColumnList,
  RunFacets,
  RunGroups,
} from "#core/protocol/runTable.ts";

import { fieldsOf } from "./chosenRuns.ts";
import { completeFilter, fieldsForCompletion } from "./completeFilter.ts";
import { listExperiments } from "./experiments.ts";
import { atLeisure, atOnce, inSlices } from "./inSlices.ts";
import { listColumns } from "./listColumns.ts";
import { listFacets } from "./runFacets.ts";
import { groupRuns } from "./runGroups.ts";
import type { RunIndex } from "./runIndex.ts";
import { listRuns, listRunsJson, loadForList } from "./runList.ts";

export interface RunQueriesOptions {
  /** The index as it is now; it is another one after a repair. */
  readonly index: () => RunIndex;
  /** Reads the index, once more a new one where the one at hand is damaged. */
  readonly reading: <T>(read: (index: RunIndex) => T) => T;
  /** Called before each answer: another process may have written what it needs. */
  readonly refresh: () => void;
  /** Undefined when every run directory has been looked at. */
  readonly indexing: () => Indexing | undefined;
}

const runsPerPage = 250;
/** Fields of a list that are read before anybody asks for them. */
const mostAhead = 12;
/** Of the time it took to go through all columns, how often that is done anew while runs change. */
const columnsShare = 20;

/** Questions about all runs. What is not in memory is read in slices first, so that nobody else waits. */
export class RunQueries {
  readonly #options: RunQueriesOptions;
  #isLoadingAhead = false;
  #columns: { index: RunIndex; list: RunColumn[]; until: number } | undefined;
  /** All runs are being gone through: whoever asks meanwhile waits for the same. */
  #listing: Promise<RunColumn[]> | undefined;

  constructor(options: RunQueriesOptions) {
    this.#options = options;
  }

  experiments(project: string | undefined): Project[] {
    return this.#read((index) => listExperiments(index, project));
  }

  /** At once, whatever has to be read for it. */
  list(query: RunsQuery): RunsPage {
    return { ...this.#read((index) => listRuns(index, query)), ...this.#indexing() };
  }

  /** Every run that is chosen, in the order asked for. They are read page by page: whoever takes them may pause. */
  *each(query: Partial<z.input<typeof RunsQuery>> = {}): Generator<Run> {
    let cursor: string | undefined;
    do {
      const page = this.list(RunsQuery.parse({ ...query, limit: runsPerPage, cursor }));
      yield* page.runs;
      cursor = page.next_cursor ?? undefined;
    } while (cursor !== undefined);
  }

  /** A `RunsPage` as JSON. */
  async listJson(query: RunsQuery): Promise<string> {
    await this.#inSlices((index) => loadForList(index, query));
    const json = this.#read((index) => listRunsJson(index, query));
    const { indexing } = this.#indexing();
    if (!indexing) void this.#loadAhead(query);
    return indexing ? `${json.slice(0, -1)},"indexing":${JSON.stringify(indexing)}}` : json;
  }

  async groups(query: GroupsQuery): Promise<RunGroups> {
    const sorted = query.sort.flatMap((sort) => (sort.of === "runs" ? [] : [sort.field]));
    await this.#load(query, [...query.by, ...query.values, ...sorted]);
    return {
      ...this.#read((index) => groupRuns(index, query, Date.now() / 1000)),
      ...this.#indexing(),
    };
  }

  async facets(query: FacetsQuery): Promise<RunFacets> {
    await this.#load(query, query.fields);
    return {
      ...this.#read((index) => listFacets(index, query, Date.now() / 1000)),
      ...this.#indexing(),
    };
  }

  async columns({ search = "", limit }: ColumnsQuery): Promise<RunColumnList> {
    const words = search.toLowerCase().split(/\s+/u).filter(Boolean);
    const columns = await this.#allColumns();
    const found = columns.filter(({ field }) => {
      const name = field.toLowerCase();
      return words.every((word) => name.includes(word));
    });
    return { columns: found.slice(0, limit), total: found.length };
  }

  async complete(query: CompletionQuery): Promise<Completion> {
    await this.#load({}, fieldsForCompletion(query));
    return this.#read((index) => completeFilter(index, query, Date.now() / 1000));
  }

  /** What a list shows is what it is sorted and filtered by next: at leisure, so that nobody waits for it then. */
  async #loadAhead({ columns = [] }: RunsQuery): Promise<void> {
    const fields = columns.slice(0, mostAhead).flatMap((name) => parseField(name) ?? []);
    if (fields.length === 0 || this.#isLoadingAhead) return;
    this.#isLoadingAhead = true;
    try {
      await atLeisure(this.#options.index().columns.loading(fields, true));
    } catch {
      // The index is damaged, or closed by now: whoever asks hears of it.
    } finally {
      this.#isLoadingAhead = false;
    }
  }

  async #allColumns(): Promise<RunColumn[]> {
    const known = this.#columns;
    if (known?.index === this.#options.index() && performance.now() < known.until)
      return known.list;
    this.#listing ??= this.#listColumns().finally(() => (this.#listing = undefined));
    return this.#listing;
  }

  async #listColumns(): Promise<RunColumn[]> {
    const start = performance.now();
    const list = await this.#inSlices((index) => listColumns(index, Date.now() / 1000));
    const end = performance.now();
    const until = end + (end - start) * columnsShare;
    this.#columns = { index: this.#options.index(), list, until };
    return list;
  }

  async #load(
    choice: Parameters<typeof fieldsOf>[0],
    fields: readonly FilterField[],
  ): Promise<void> {
    const asked = fieldsOf(choice);
    await this.#inSlices(({ columns }) =>
      columns.loading([...asked.fields, ...fields], asked.hasText),
    );
  }

  /** Work in steps; where the index is damaged or replaced meanwhile, all of it again at once. */
  async #inSlices<T>(steps: (index: RunIndex) => Iterator<unknown, T>): Promise<T> {
    try {
      return await inSlices(steps(this.#options.index()));
    } catch {
      return this.#read((index) => atOnce(steps(index)));
    }
  }

  #read<T>(read: (index: RunIndex) => T): T {
    this.#options.refresh();
    return this.#options.reading(read);
  }

  #indexing(): { indexing?: Indexing } {
    const indexing = this.#options.indexing();
    return indexing ? { indexing } : {};
  }
}
