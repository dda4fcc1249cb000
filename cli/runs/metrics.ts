import { RunicornError } from "#core/protocol/errors.ts";
import type { Series } from "#core/protocol/metric.ts";
import { SeriesQuery } from "#core/protocol/seriesQuery.ts";

import { type ExitCode, type Io } from "../command.ts";
import { metricTable } from "../describeRun.ts";
import { parseNumber, parseOptions } from "../parseOptions.ts";
import { printable } from "../table.ts";
import { oneRun } from "./runArguments.ts";
import { findRun, storeOptions, withStore } from "./withStore.ts";

const options = {
  ...storeOptions,
  key: { type: "string", multiple: true },
  points: { type: "string", default: "1000" },
} as const;

/** A run's metrics with their statistics; with `--key` the points of some, a line each. */
export function metrics(args: string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseOptions(args, options, { positionals: 1 });
  const id = oneRun("metrics", positionals);
  const points = parseNumber("points", values.points, 1, 20_000);
  return withStore(values.storage, io, async (store): Promise<ExitCode> => {
    const run = findRun(store, id);
    if (values.key === undefined) {
      const found = await store.listMetrics(run.id);
      io.stdout.write(values.json ? `${JSON.stringify({ metrics: found })}\n` : metricTable(found));
      return 0;
    }
    const series = values.key.map((key) => ({ run: run.id, key }));
    const query = SeriesQuery.safeParse({ series, points });
    if (!query.success) throw new RunicornError("invalid_request", "Ask for fewer points or keys.");
    const answers = await store.querySeries(query.data);
    for (const answer of answers) io.stdout.write(values.json ? toJson(answer) : toLines(answer));
    return 0;
  });
}

function toLines(series: Series): string {
  return Array.from(series.last, (value, i) =>
    [
      printable(series.key),
      series.x_last[i],
      value,
      series.min[i],
      series.max[i],
      series.count[i],
    ].join("\t"),
  )
    .map((line) => `${line}\n`)
    .join("");
}

function toJson({ key, x_last: x, last, min, max }: Series): string {
  const texts = (column: Float64Array) =>
    Array.from(column, (value) => (Number.isFinite(value) ? value : String(value)));
  const columns = { step: texts(x), last: texts(last), min: texts(min), max: texts(max) };
  return `${JSON.stringify({ key, ...columns })}\n`;
}
