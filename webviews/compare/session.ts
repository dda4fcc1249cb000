import type { MetricInfo, Series } from "#core/protocol/metric.ts";
import type { SeriesQuery } from "#core/protocol/seriesQuery.ts";
import type { ChartSettings } from "#webviews/shared/messages.ts";
import { queryByOurClock } from "#webviews/shared/queryByOurClock.ts";
import { Refresher } from "#webviews/shared/refresher.ts";
import { sentenceOf } from "#webviews/shared/sentenceOf.ts";

import { clockOffsetOf, ComparedRunWatch, refOf } from "./comparedRunWatch.ts";
import type { SourceCall } from "./compareRoutes.ts";
import { FromPage, mostCompared, type RunMetric, type RunName, type ToPage } from "./messages.ts";
import type { RunSources } from "./runSource.ts";

/** Milliseconds between two states. */
const stateInterval = 200;
/** Milliseconds between two reads of one run, for each run compared: fifty live ones must not keep their hosts busy. */
const readInterval = { least: 200, perRun: 30 };

/** What a run last read, and the same as text: most reads say what the one before said. */
interface Sent {
  config?: object;
  summary?: object;
  values?: string;
  read?: readonly MetricInfo[];
  metrics?: string;
}

/**
 * The host's half of one comparison: asks each source for its own runs, and tells the page what it knows of all. No DOM, no
 * Node.
 */
export class CompareSession {
  readonly #sources: RunSources;
  readonly #post: (message: ToPage) => void;
  readonly #listening: { dispose(): void };
  readonly #state = new Refresher(() => this.#postState(), stateInterval);
  /** In the order chosen. */
  #runs: readonly ComparedRunWatch[] = [];
  /** What the page was sent of each run. */
  readonly #sent = new Map<string, Sent>();
  #settings: ChartSettings;
  #disposed = false;

  constructor(
    sources: RunSources,
    runs: readonly RunName[],
    settings: ChartSettings,
    post: (message: ToPage) => void,
  ) {
    this.#sources = sources;
    this.#settings = settings;
    this.#post = post;
    this.#listening = sources.onChange(() => {
      for (const run of this.#runs) run.followSource();
      this.#state.trigger();
    });
    this.setRuns(runs);
  }

  get runs(): readonly RunName[] {
    return this.#runs.map(({ name }) => name);
  }

  /** Compares these from now on; those that were compared before stay as they are. */
  setRuns(names: readonly RunName[]): void {
    const wanted = new Map(names.slice(0, mostCompared).map((name) => [refOf(name), name]));
    const known = new Map(this.#runs.map((run) => [run.ref, run]));
    for (const [ref, run] of known) {
      if (wanted.has(ref)) continue;
      run.dispose();
      this.#sent.delete(ref);
    }
    const interval = Math.max(readInterval.least, wanted.size * readInterval.perRun);
    this.#runs = Array.from(wanted, ([ref, name]) => {
      const run = known.get(ref);
      if (run) return run;
      return new ComparedRunWatch(
        name,
        this.#sources,
        interval,
        (run, what) => this.#onChange(run, what),
        ({ ref }, points) => this.#post({ type: "points", ref, points }),
      );
    });
    for (const run of this.#runs) run.followSource();
    this.#state.flush();
  }

  setSettings(settings: ChartSettings): void {
    this.#settings = settings;
    this.#state.trigger();
  }

  /** Takes what the page sent; anything that is not a message of it is ignored. What is done with a run elsewhere is the host's. */
  receive(raw: unknown): void {
    const message = FromPage.safeParse(raw).data;
    if (!message || this.#disposed) return;
    if (message.type === "ready") {
      this.#sent.clear();
      // Which runs there are comes before what they hold: the page takes the values of those it knows.
      this.#postState();
    } else if (message.type === "query") {
      void this.#answer(message);
    } else if (message.type === "call") {
      void this.#call(message);
    } else if (message.type === "addRun") {
      this.setRuns([...this.runs, { source: message.source, run: message.run }]);
    } else if (message.type === "removeRun") {
      this.setRuns(this.runs.filter((name) => refOf(name) !== message.ref));
    }
  }

  dispose(): void {
    this.#disposed = true;
    this.#listening.dispose();
    this.#state.dispose();
    for (const run of this.#runs) run.dispose();
    this.#runs = [];
  }

  #onChange(run: ComparedRunWatch, what: "run" | "points"): void {
    if (this.#disposed) return;
    if (what === "points") this.#postRun(run);
    else this.#state.trigger();
  }

  /** What is large of a run, where it is not what the page has. */
  #postRun({ ref, run, metrics, stages }: ComparedRunWatch): void {
    const sent = this.#sent.get(ref) ?? {};
    this.#sent.set(ref, sent);
    if (run && (run.config !== sent.config || run.summary !== sent.summary)) {
      const { config, summary } = run;
      const text = JSON.stringify({ config, summary });
      if (text !== sent.values) this.#post({ type: "values", ref, config, summary });
      Object.assign(sent, { config, summary, values: text } satisfies Sent);
    }
    if (metrics !== sent.read) {
      const listed = metrics.map(toRunMetric);
      const text = JSON.stringify([listed, stages]);
      if (text !== sent.metrics) this.#post({ type: "metrics", ref, metrics: listed, stages });
      Object.assign(sent, { read: metrics, metrics: text } satisfies Sent);
    }
  }

  #postState(): void {
    if (this.#disposed) return;
    const runs = this.#runs.map((run) => run.state);
    this.#post({ type: "state", state: { runs, settings: this.#settings } });
    for (const run of this.#runs) this.#postRun(run);
  }

  async #call({ source, request, route, call }: SourceCall): Promise<void> {
    const client = this.#sources.get(source)?.client;
    const method = client?.[route] as ((call: SourceCall["call"]) => Promise<unknown>) | undefined;
    const answered = await Promise.resolve(method?.(call)).then(
      (answer) => ({ answer, error: method ? null : "The store of this run is not there." }),
      (error: unknown) => ({ answer: null, error: sentenceOf(error) }),
    );
    if (!this.#disposed) this.#post({ type: "answer", source, request, ...answered });
  }

  async #answer(message: Extract<FromPage, { type: "query" }>): Promise<void> {
    const { source: id, request, query } = message;
    const answer = await this.#ask(id, query).then(
      (series) => ({ series, error: null }),
      (error: unknown) => ({ series: null, error: sentenceOf(error) }),
    );
    if (!this.#disposed) this.#post({ type: "series", source: id, request, ...answer });
  }

  /** Wall times of all sources are told by this machine's clock. */
  async #ask(id: string, query: SeriesQuery): Promise<readonly Series[]> {
    const source = this.#sources.get(id);
    return source ? queryByOurClock(source.client, query, clockOffsetOf(source)) : [];
  }
}

function toRunMetric({ key, count, last, last_at: at, ...info }: MetricInfo): RunMetric {
  const others = info.nan + info.pos_inf + info.neg_inf;
  const { min, max, best = null, x, unit, description } = info;
  const definition = {
    ...(x && { x }),
    ...(unit && { unit }),
    ...(description && { description }),
  };
  const version = `${count}/${others}/${at}`;
  const firstAt = info.first_at ?? null;
  return { key, version, points: count + others, last, min, max, best, firstAt, ...definition };
}
