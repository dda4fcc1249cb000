import type { Series } from "#core/protocol/metric.ts";
import type { SeriesQuery, Smoothing } from "#core/protocol/seriesQuery.ts";
import { axisKind } from "#webviews/shared/charts/axes/axis.ts";
import type { XWindow } from "#webviews/shared/charts/axes/xWindow.ts";
import { t } from "#webviews/shared/charts/texts.ts";
import { showControls } from "#webviews/shared/showControls.ts";
import { shownError } from "#webviews/shared/shownError.ts";

/** What one chart asks for. An absent bound of the range is open. */
export interface CurveRequest {
  /** As in a query: `step`, `relative`, `time` or the key of another metric. */
  readonly x: string;
  readonly range: Partial<XWindow> | null;
  readonly points: number;
  /** A sample will do for now, where the whole would take long. */
  readonly preview: boolean;
  /** Width of a bucket in units of x, where series are to be put together. */
  readonly cell?: number;
  readonly smoothing?: Smoothing;
}

/** The answer to one query; `series` is null where it failed and `error` says why. */
export interface SeriesAnswered {
  readonly request: number;
  readonly series: readonly Series[] | null;
  readonly error: string | null;
}

interface SeriesName {
  readonly run: string;
  readonly key: string;
}

interface Waiting extends SeriesName {
  /** What it is to be drawn over. */
  readonly x: string;
  readonly resolve: (series: Series) => void;
  readonly reject: (error: Error) => void;
}

const seriesPerQuery = 50;
/** As many buckets may be asked for at once, and a few at the ends of each. */
const bucketsPerQuery = 400_000;

/** Gets curves of one store from the host. Those asked for at the same moment and for the same stretch share one message. */
export class SeriesSource {
  readonly #post: (request: number, query: SeriesQuery) => void;
  readonly #missing: "fail" | "skip";
  readonly #sent = new Map<number, Waiting[]>();
  #next = 1;
  #gathered = new Map<string, { request: CurveRequest; waiting: Waiting[] }>();

  /** `missing`: whether a run or a metric that is not there makes the others of its message fail as well. */
  constructor(post: (request: number, query: SeriesQuery) => void, missing: "fail" | "skip") {
    this.#post = post;
    this.#missing = missing;
  }

  /** Rejects with a sentence for the reader. */
  ask({ run, key }: SeriesName, request: CurveRequest): Promise<Series> {
    return new Promise((resolve, reject) => {
      if (this.#gathered.size === 0) queueMicrotask(() => this.#send());
      const kind = JSON.stringify(request);
      const group = this.#gathered.get(kind) ?? { request, waiting: [] };
      group.waiting.push({ run, key, x: request.x, resolve, reject });
      this.#gathered.set(kind, group);
    });
  }

  receive({ request, series, error }: SeriesAnswered): void {
    const waiting = this.#sent.get(request) ?? [];
    this.#sent.delete(request);
    const answered = new Map(series?.map((one) => [nameOf(one), one]));
    for (const { run, key, x, resolve, reject } of waiting) {
      const found = answered.get(nameOf({ run, key }));
      if (found) resolve(found);
      else reject(new Error(error === null ? noPoints(x) : shownError(error)));
    }
  }

  /** Gives up on what was asked before a connection was lost: a new host knows nothing of it. */
  reset(): void {
    const lost = [...this.#sent.values()].flat();
    this.#sent.clear();
    for (const { reject } of lost) reject(new Error(shownError("The viewer was not reachable.")));
  }

  #send(): void {
    const groups = [...this.#gathered.values()];
    this.#gathered = new Map();
    for (const { request, waiting } of groups) {
      const { x, points, range, preview, cell, smoothing } = request;
      const most = Math.max(1, Math.min(seriesPerQuery, Math.floor(bucketsPerQuery / points)));
      for (let i = 0; i < waiting.length; i += most) {
        const part = waiting.slice(i, i + most);
        const query: SeriesQuery = {
          series: part.map(({ run, key }) => ({ run, key })),
          x,
          points,
          ...(range && { range }),
          ...(preview && { preview: true }),
          ...(cell !== undefined && { cell }),
          ...(smoothing && { smoothing }),
          ...(this.#missing === "skip" && { missing: "skip" as const }),
        };
        this.#sent.set(this.#next, part);
        this.#post(this.#next++, query);
      }
    }
  }
}

/** Why a series is left out of an answer: where x is a metric, it is that most often. */
function noPoints(x: string): string {
  if (axisKind(x) !== "metric") return shownError("The viewer sent no points for this metric.");
  return t("No run has {axis} together with this metric.", { axis: showControls(x) });
}

function nameOf({ run, key }: SeriesName): string {
  return JSON.stringify([run, key]);
}
