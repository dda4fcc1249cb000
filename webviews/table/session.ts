import { mergeColumns, mergeFacets } from "#core/merge/mergeTables.ts";
import { RunicornError } from "#core/protocol/errors.ts";
import type { StoreEvent } from "#core/protocol/live.ts";
import type { RunColumnList } from "#core/protocol/runTable.ts";
import { Refresher } from "#webviews/shared/refresher.ts";
import { sentenceOf } from "#webviews/shared/sentenceOf.ts";

import {
  type Answers,
  type Ask,
  FromPage,
  type ListQuery,
  type NamedView,
  type ToPage,
} from "./messages.ts";
import { pageSize } from "./runPages.ts";
import { completeAll } from "./sources/completeAll.ts";
import { groupAll } from "./sources/groupAll.ts";
import { listOrder } from "./sources/listOrder.ts";
import { MergedList, type PageStart } from "./sources/mergedList.ts";
import { deleteRuns, editRuns, restoreRuns, tagRuns } from "./sources/runEdits.ts";
import { runsByRef } from "./sources/runsByRef.ts";
import { readSparks } from "./sources/sparks.ts";
import type { TableStore, TableStores } from "./sources/tableSource.ts";
import { stateOf } from "./tableState.ts";

/** Milliseconds between two words that runs have changed: each makes the page ask for what it shows. */
const changeInterval = 1000;
/** Lists that are kept track of, such as those of open groups. */
const mostLists = 50;
const mostColumns = 2000;

/** What is not done by asking a store, but where the page is shown. */
export interface TableHost {
  readonly canShare: boolean;
  views(): readonly NamedView[];
  onViews(listener: () => void): { dispose(): void };
  act(ask: Extract<Ask, { kind: HostKind }>): Promise<void>;
}
export type HostKind = "open" | "compare" | "export" | "copy" | "saveView" | "deleteView";

type StoreAsk = Exclude<Ask, { kind: HostKind }>;

/** The host's half of one table: asks every source, and answers the page as if there were one. No DOM, no Node. */
export class TableSession {
  readonly #stores: TableStores;
  readonly #host: TableHost;
  readonly #post: (message: ToPage) => void;
  readonly #listening: { dispose(): void }[];
  readonly #ofStores = new Map<TableStore, readonly { dispose(): void }[]>();
  readonly #state = new Refresher(() => this.#postState(), 200);
  readonly #changes = new Refresher(() => this.#tellChanged(), changeInterval);
  /** By what is asked for. */
  readonly #lists = new Map<string, MergedList>();
  /** The answer to what the page is about to ask. */
  #prepared: { readonly name: string; readonly answer: Promise<Answers["list"]> } | undefined;
  /** Whether there is a page by now that listens. */
  #isHeard = false;
  #disposed = false;

  constructor(stores: TableStores, host: TableHost, post: (message: ToPage) => void) {
    this.#stores = stores;
    this.#host = host;
    this.#post = post;
    this.#listening = [
      stores.onChange(() => this.#followStores()),
      host.onViews(() => this.#state.trigger()),
    ];
    this.#followStores();
  }

  /** Takes what came out of a webview; anything that is not a message of the page is ignored. */
  receive(raw: unknown): void {
    const message = FromPage.safeParse(raw).data;
    if (message) this.take(message);
  }

  take(message: FromPage): void {
    if (this.#disposed) return;
    if (message.type === "ready") {
      this.#isHeard = true;
      this.#state.flush();
    } else void this.#answer(message.request, message.ask);
  }

  /** Asks for the beginning of the list that the page will ask for, so that it is on its way while the page is being built. */
  prepare(query: ListQuery): void {
    const ask = { kind: "list", query, from: 0, count: pageSize } as const;
    const answer = this.#list(ask);
    this.#prepared = { name: JSON.stringify(ask), answer };
    // Who asks for it hears of it.
    answer.catch(() => undefined);
  }

  dispose(): void {
    this.#disposed = true;
    for (const listening of [...this.#listening, ...[...this.#ofStores.values()].flat()]) {
      listening.dispose();
    }
    this.#ofStores.clear();
    this.#state.dispose();
    this.#changes.dispose();
  }

  #followStores(): void {
    const { all } = this.#stores;
    const before = [...this.#ofStores.keys()];
    for (const [store, listening] of this.#ofStores) {
      if (all.includes(store)) continue;
      for (const one of listening) one.dispose();
      this.#ofStores.delete(store);
    }
    for (const store of all) {
      if (this.#ofStores.has(store)) continue;
      const changed = () => this.#changes.trigger();
      const moved = () => {
        this.#state.trigger();
        this.#changes.trigger();
      };
      const remote = store.remote?.onChange(moved);
      this.#ofStores.set(store, [
        store.feed.listen({
          onEvent: (event) => isNews(event) && changed(),
          onReset: changed,
          onState: moved,
        }),
        ...(remote ? [remote] : []),
      ]);
    }
    this.#state.trigger();
    const isSame = before.length === all.length && all.every((store) => before.includes(store));
    if (!isSame) this.#changes.trigger();
  }

  #tellChanged(): void {
    this.#lists.clear();
    this.#prepared = undefined;
    if (!this.#disposed) this.#post({ type: "changed" });
  }

  #postState(): void {
    if (this.#disposed || !this.#isHeard) return;
    this.#post({
      type: "state",
      state: {
        ...stateOf(this.#stores),
        views: this.#host.views(),
        canShare: this.#host.canShare,
      },
    });
  }

  async #answer(request: number, ask: Ask): Promise<void> {
    const answer = await this.#ask(ask).then(
      (answer) => ({ answer, error: null }),
      (error: unknown) => ({ answer: null, error: sentenceOf(error) }),
    );
    if (!this.#disposed) this.#post({ type: "answer", request, ...answer });
  }

  async #ask(ask: Ask): Promise<Answers[Ask["kind"]]> {
    if (isForHost(ask)) {
      await this.#host.act(ask);
      return null;
    }
    return this.#askStores(ask);
  }

  async #askStores(ask: StoreAsk): Promise<Answers[StoreAsk["kind"]]> {
    const stores = this.#present();
    switch (ask.kind) {
      case "list": {
        const prepared = this.#prepared;
        this.#prepared = undefined;
        return prepared?.name === JSON.stringify(ask) ? prepared.answer : this.#list(ask);
      }
      case "groups":
        return groupAll(stores, ask);
      case "columns":
        return this.#columns(ask.search);
      case "complete":
        return completeAll(stores, ask);
      case "facets":
        return this.#facets(ask);
      case "sparks":
        return readSparks(stores, ask.series);
      case "runs":
        return runsByRef(stores, ask.refs, ask.columns);
      case "edit":
        return editRuns(stores, ask.refs, ask.edit);
      case "tag":
        return tagRuns(stores, ask);
      case "delete":
        return deleteRuns(stores, ask.refs);
      case "restore":
    }
    return restoreRuns(stores, ask.dirs);
  }

  /** The sources that can be asked now. */
  #present(): readonly TableStore[] {
    return this.#stores.all.filter(({ remote }) => remote?.isAway !== true);
  }

  async #list({ query, from, count }: Extract<Ask, { kind: "list" }>): Promise<Answers["list"]> {
    const { runs, total, indexing } = await this.#listOf(query).read(from, count);
    const rows = runs.map(({ source, run }) => ({ ref: `${source}:${run.id}`, source, run }));
    return { rows, total, indexing };
  }

  #listOf(query: ListQuery): MergedList {
    const stores = this.#present().filter(
      ({ id }) => query.source === undefined || id === query.source,
    );
    const key = JSON.stringify([query, stores.map(({ id }) => id)]);
    const known = this.#lists.get(key);
    if (known) return known;
    const { fields, merge } = listOrder(query.sort, stores);
    const [first, ...others] = fields;
    const list = new MergedList(
      merge,
      stores.map(({ id }) => id),
      async (source, start: PageStart) => {
        const store = stores.find(({ id }) => id === source);
        if (!store) throw new RunicornError("run_not_found", "This store is gone.");
        return store.client.listRuns({
          query: {
            ...start,
            q: query.q,
            sort: first.field,
            order: first.order,
            ...(others.length > 0 && {
              then_by: others.map(({ field, order }) => `${field}:${order}`).join(","),
            }),
            columns: [...query.columns, ...fields.map(({ field }) => field)].join(","),
          },
        });
      },
    );
    this.#lists.set(key, list);
    const [oldest] = this.#lists.keys();
    if (this.#lists.size > mostLists && oldest !== undefined) this.#lists.delete(oldest);
    return list;
  }

  async #columns(search: string): Promise<RunColumnList> {
    const query = { search, limit: mostColumns };
    return mergeColumns(
      await Promise.all(this.#present().map(({ client }) => client.listColumns({ query }))),
    );
  }

  async #facets({
    q,
    fields,
    limit,
  }: Extract<Ask, { kind: "facets" }>): Promise<Answers["facets"]> {
    const parts: string[][] = [];
    for (let at = 0; at < fields.length; at += 20) parts.push(fields.slice(at, at + 20));
    const merged = await Promise.all(
      parts.map(async (part) => {
        const query = { q, fields: part.join(","), limit };
        const answers = this.#present().map(({ client }) => client.listFacets({ query }));
        return mergeFacets(await Promise.all(answers), limit);
      }),
    );
    return { runs: merged[0]?.runs ?? 0, facets: merged.flatMap(({ facets }) => facets) };
  }
}

function isForHost(ask: Ask): ask is Extract<Ask, { kind: HostKind }> {
  const kinds: readonly string[] = [
    "open",
    "compare",
    "export",
    "copy",
    "saveView",
    "deleteView",
  ] satisfies HostKind[];
  return kinds.includes(ask.kind);
}

/** Whether a list of runs may be another one by it. */
function isNews(event: StoreEvent): boolean {
  return event.type !== "log_appended" && event.type !== "events_appended";
}
