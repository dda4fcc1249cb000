import { DamagedIndexError } from "#core/store/index/damagedIndexError.ts";
import type { Database, SqlRow } from "#core/store/index/db.ts";
import { checkRow, rowChecksum } from "#core/store/index/rowChecksum.ts";

import type { Layouts } from "./layouts.ts";
import { decodeMetric, encodeMetrics } from "./metricCells.ts";
import { type MetricMode, modeOf } from "./metricModes.ts";
import type { EventsSummary, RunExtra } from "./runRecord.ts";

export const metricTable = `
  CREATE TABLE metric (
    run INTEGER PRIMARY KEY, layout INTEGER NOT NULL, cells BLOB NOT NULL, events TEXT NOT NULL,
    sum INTEGER NOT NULL);`;

/** `names[i]` is the metric at place i of `cells`, after a sign of which of its values is best. */
export interface MetricRow {
  readonly run: number;
  readonly layout: number;
  readonly cells: Uint8Array;
  readonly events: string;
}

const signs = { min: "<", max: ">", none: "=" } as const;

/** The metric that a layout's name stands for, and which of its values is best. Only good for those of metrics. */
export function parseMetricName(name: string): [key: string, mode: MetricMode | undefined] {
  const mode = name.startsWith(signs.min) ? "min" : name.startsWith(signs.max) ? "max" : undefined;
  return [name.slice(1), mode];
}

/** Statistics of each run's metrics, where there is anything to tell of its events. Reading throws `DamagedIndexError`. */
export class MetricTable {
  readonly #db: Database;
  readonly #layouts: Layouts;

  constructor(db: Database, layouts: Layouts) {
    this.#db = db;
    this.#layouts = layouts;
  }

  get(run: number): MetricRow | undefined {
    const row = this.#db.prepare("SELECT * FROM metric WHERE run = ?").get(run);
    return row && toRow(row);
  }

  /** Rows of runs above `after`, ascending. */
  page(after: number, limit: number): MetricRow[] {
    return this.#db
      .prepare("SELECT * FROM metric WHERE run > ? ORDER BY run LIMIT ?")
      .all(after, limit)
      .map(toRow);
  }

  /** What the row tells of the run's events. */
  eventsOf({ layout, cells, events }: MetricRow): Omit<EventsSummary, "revision"> {
    const view = new DataView(cells.buffer, cells.byteOffset, cells.byteLength);
    const names = this.#layouts.namesOf(layout);
    return {
      ...(JSON.parse(events) as Pick<EventsSummary, "problems" | "modes">),
      metrics: Object.fromEntries(
        names.map((name, place) => [parseMetricName(name)[0], decodeMetric(view, place)]),
      ),
    };
  }

  /** `isKnown`: there is a row. */
  put(
    run: number,
    told: { readonly extra: Pick<RunExtra, "primary">; readonly events: EventsSummary },
    isKnown: boolean,
  ): void {
    const { metrics, modes, problems } = told.events;
    const names = Object.keys(metrics).map((key) => signs[modeOf(key, told) ?? "none"] + key);
    const layout = this.#layouts.idOf(names);
    const cells = encodeMetrics(Object.values(metrics));
    const events = JSON.stringify({ problems, modes });
    const sum = rowChecksum(run, layout, cells, events);
    const before = isKnown
      ? this.#db.prepare("SELECT sum, length(cells) AS bytes FROM metric WHERE run = ?").get(run)
      : undefined;
    if (before?.["sum"] === sum && before["bytes"] === cells.length) return;
    this.#db
      .prepare("INSERT OR REPLACE INTO metric VALUES (?, ?, ?, ?, ?)")
      .run(run, layout, cells, events, sum);
  }

  remove(run: number): void {
    this.#db.prepare("DELETE FROM metric WHERE run = ?").run(run);
  }
}

function toRow(row: SqlRow): MetricRow {
  const [run, layout] = [Number(row["run"]), Number(row["layout"])];
  const { cells } = row;
  const events = String(row["events"]);
  if (!(cells instanceof Uint8Array)) throw new DamagedIndexError("a run's metrics are no bytes");
  checkRow(row["sum"], [run, layout, cells, events]);
  return { run, layout, cells, events };
}
