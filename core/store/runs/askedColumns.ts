import { flatten } from "#core/store/files/boundedJson.ts";

import { configOf } from "./detailTable.ts";
import { decodeMetric } from "./metricCells.ts";
import { withBest } from "./metricModes.ts";
import { parseMetricName } from "./metricTable.ts";
import type { RunIndex } from "./runIndex.ts";

/** What a list is asked to tell of each run beyond what it always does: all of a kind, or what is named. */
interface AskedColumns {
  readonly config: Asked;
  readonly summary: Asked;
  readonly metrics: Asked;
}
type Asked = "all" | ReadonlySet<string> | undefined;

export function columnsAsked(names: readonly string[] | undefined): AskedColumns | undefined {
  if (names === undefined || names.length === 0) return undefined;
  const named = (prefix: string, toKey = (name: string) => name): Asked => {
    if (names.includes(prefix)) return "all";
    const keys = names
      .filter((name) => name.startsWith(`${prefix}.`))
      .map((name) => toKey(name.slice(prefix.length + 1).replaceAll("`", "")));
    return keys.length === 0 ? undefined : new Set(keys);
  };
  return {
    config: named("config"),
    summary: named("summary"),
    metrics: named("metrics", (name) => name.replace(/\.(last|min|max|mean|best|count)$/, "")),
  };
}

/** A run's JSON with what is asked for put in. */
export function withColumns(
  index: RunIndex,
  row: number,
  doc: string,
  asked: AskedColumns,
): string {
  const parts = [doc.slice(0, -1)];
  const add = (name: string, values: object) => parts.push(`"${name}":${JSON.stringify(values)}`);
  if (asked.metrics) add("metrics", metricsOf(index, row, asked.metrics));
  const detail = asked.config || asked.summary ? index.rows.details.get(row) : undefined;
  if (detail && asked.config) add("config", picked(configOf(detail), asked.config));
  if (detail && asked.summary) {
    const { summary } = JSON.parse(detail.extra) as { summary: Record<string, unknown> };
    add("summary", picked(flatten(summary), asked.summary));
  }
  return `${parts.join(",")}}`;
}

function metricsOf(index: RunIndex, row: number, asked: Exclude<Asked, undefined>): object {
  const metric = index.rows.metrics.get(row);
  if (!metric) return {};
  const { layout, cells } = metric;
  const view = new DataView(cells.buffer, cells.byteOffset, cells.byteLength);
  return Object.fromEntries(
    index.rows.layouts.namesOf(layout).flatMap((name, place) => {
      const [key, mode] = parseMetricName(name);
      if (asked !== "all" && !asked.has(key)) return [];
      return [[key, withBest(decodeMetric(view, place), mode)]];
    }),
  );
}

function picked(
  values: Record<string, unknown>,
  asked: Exclude<Asked, undefined>,
): Record<string, unknown> {
  if (asked === "all") return values;
  return Object.fromEntries(Object.entries(values).filter(([name]) => asked.has(name)));
}
