import type { Series, XAxis } from "#core/protocol/metric.ts";

import type { FromPage, SeriesRequest, ToPage } from "./messages.ts";
import type { XWindow } from "./xWindow.ts";

/** What one chart asks for. An absent bound of the range is open. */
export interface CurveRequest {
  readonly x: XAxis;
  readonly range: Partial<XWindow> | null;
  readonly points: number;
  /** A sample will do for now, where the whole would take long. */
  readonly preview: boolean;
}

interface Waiting {
  readonly key: string;
  readonly resolve: (series: Series) => void;
  readonly reject: (error: Error) => void;
}

const seriesPerQuery = 50;

/** Gets curves from the host. Charts that ask for the same stretch at the same moment share one message. */
export class SeriesSource {
  readonly #post: (message: FromPage) => void;
  readonly #run: string;
  readonly #sent = new Map<number, Waiting[]>();
  #next = 1;
  #gathered = new Map<string, { request: CurveRequest; waiting: Waiting[] }>();

  constructor(runId: string, post: (message: FromPage) => void) {
    this.#run = runId;
    this.#post = post;
  }

  /** Rejects with a sentence for the reader. */
  ask(key: string, request: CurveRequest): Promise<Series> {
    return new Promise((resolve, reject) => {
      if (this.#gathered.size === 0) queueMicrotask(() => this.#send());
      const kind = JSON.stringify(request);
      const group = this.#gathered.get(kind) ?? { request, waiting: [] };
      group.waiting.push({ key, resolve, reject });
      this.#gathered.set(kind, group);
    });
  }

  receive(message: Extract<ToPage, { type: "series" }>): void {
    const waiting = this.#sent.get(message.request) ?? [];
    this.#sent.delete(message.request);
    for (const { key, resolve, reject } of waiting) {
      const series = message.series?.find((s) => s.key === key);
      if (series) resolve(series);
      else reject(new Error(message.error ?? "The viewer sent no points for this metric."));
    }
  }

  /** Gives up on what was asked before a connection was lost: a new host knows nothing of it. */
  reset(): void {
    const lost = [...this.#sent.values()].flat();
    this.#sent.clear();
    for (const { reject } of lost) reject(new Error("The viewer was not reachable."));
  }

  #send(): void {
    const groups = [...this.#gathered.values()];
    this.#gathered = new Map();
    for (const { request, waiting } of groups) {
      for (let i = 0; i < waiting.length; i += seriesPerQuery) {
        const part = waiting.slice(i, i + seriesPerQuery);
        const query: SeriesRequest = {
          series: part.map(({ key }) => ({ run: this.#run, key })),
          x: request.x,
          points: request.points,
          ...(request.range && { range: request.range }),
          ...(request.preview && { preview: true }),
        };
        this.#sent.set(this.#next, part);
        this.#post({ type: "query", request: this.#next++, query });
      }
    }
  }
}
