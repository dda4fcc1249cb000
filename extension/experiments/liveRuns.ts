import type { StoreEvent } from "#core/protocol/live.ts";
import type { Run } from "#core/protocol/run.ts";

import { formatRunRef } from "../sources/runRef.ts";
import type { Source } from "../sources/source.ts";
import type { Sources } from "../sources/sources.ts";

const asked = 20;

/** A run that goes on, with the newest value of its key metric. */
export interface LiveRun {
  readonly source: Source;
  readonly run: Run;
}

/** Runs of all sources that go on now, newest first. */
export class LiveRuns {
  readonly #sources: Sources;
  readonly #onChange: () => void;
  readonly #runs = new Map<string, LiveRun>();
  readonly #feeds = new Map<Source, { dispose(): void }>();
  readonly #listening: { dispose(): void };

  constructor(sources: Sources, onChange: () => void) {
    this.#sources = sources;
    this.#onChange = onChange;
    this.#listening = sources.onChange(() => this.#follow());
    this.#follow();
  }

  /** Of machines that are away nobody knows whether their runs go on. */
  get all(): readonly LiveRun[] {
    return [...this.#runs.values()]
      .filter(({ source }) => source.remote?.isAway !== true)
      .toSorted((a, b) => b.run.created_at - a.run.created_at);
  }

  dispose(): void {
    this.#listening.dispose();
    for (const feed of this.#feeds.values()) feed.dispose();
    this.#feeds.clear();
  }

  #follow(): void {
    for (const [source, feed] of this.#feeds) {
      if (this.#sources.get(source.id) === source) continue;
      feed.dispose();
      this.#feeds.delete(source);
      this.#forget(source);
    }
    for (const source of this.#sources.all) {
      if (this.#feeds.has(source)) continue;
      const feed = source.feed.listen({
        onEvent: (event) => this.#apply(source, event),
        onReset: () => void this.#ask(source),
        onState: (state) => {
          if (state === "live") void this.#ask(source);
        },
      });
      this.#feeds.set(source, feed);
      void this.#ask(source);
    }
    this.#onChange();
  }

  async #ask(source: Source): Promise<void> {
    const query = { status: "running", limit: asked } as const;
    const page = await source.client.listRuns({ query }).catch(() => null);
    if (page === null || !this.#feeds.has(source)) return;
    this.#forget(source);
    for (const run of page.runs) this.#take(source, run);
    this.#onChange();
  }

  #apply(source: Source, event: StoreEvent): void {
    if (event.type === "run_created" || event.type === "run_changed") {
      this.#take(source, event.run);
    } else if (event.type === "run_deleted") {
      this.#runs.delete(formatRunRef({ source: source.id, run: event.id }));
    } else if (event.type === "points_appended") {
      const live = this.#runs.get(formatRunRef({ source: source.id, run: event.id }));
      const metric = live?.run.key_metric;
      const point = metric?.aggregate === "last" ? event.last[metric.key] : undefined;
      if (live === undefined || metric === undefined || metric === null || !point) return;
      this.#take(source, { ...live.run, key_metric: { ...metric, value: point.value } });
    } else return;
    this.#onChange();
  }

  #take(source: Source, run: Run): void {
    const ref = formatRunRef({ source: source.id, run: run.id });
    if (run.status === "running") this.#runs.set(ref, { source, run });
    else this.#runs.delete(ref);
  }

  #forget(source: Source): void {
    for (const [ref, live] of this.#runs) if (live.source === source) this.#runs.delete(ref);
  }
}
