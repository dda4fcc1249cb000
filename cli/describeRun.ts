import type { MetricInfo } from "#core/protocol/metric.ts";
import type { RunDetail } from "#core/protocol/run.ts";

import { duration } from "./relativeTime.ts";
import { formatTable, printable } from "./table.ts";

/** All of a run, for a person at a terminal. */
export function describeRun(run: RunDetail, metrics: readonly MetricInfo[]): string {
  const end = run.ended_at ?? (run.status === "running" ? Date.now() / 1000 : null);
  const facts: [string, string | null][] = [
    ["run", run.id],
    ["experiment", [run.project, run.name].filter(Boolean).join("/")],
    ["alias", run.alias],
    ["tags", run.tags.join(", ") || null],
    ["status", run.exit_reason === null ? run.status : `${run.status}: ${run.exit_reason}`],
    ["created", new Date(run.created_at * 1000).toLocaleString()],
    ["took", end === null ? null : duration(end - (run.started_at ?? run.created_at))],
    ["host", run.hostname],
    ["folder", run.dir],
  ];
  return [
    formatTable(facts.flatMap(([name, value]) => (value === null ? [] : [[name, value]]))),
    section("config", table(run.config)),
    section("summary", table(run.summary)),
    section("metrics", metrics.length > 0 ? metricTable(metrics) : ""),
    section(
      "not readable",
      run.problems.map((p) => `${printable(`${p.file}: ${p.message}`)}\n`).join(""),
    ),
  ].join("");
}

function section(title: string, body: string): string {
  return body === "" ? "" : `\n${title}\n${body.replace(/^(?=.)/gm, "  ")}`;
}

function table(values: Record<string, unknown>): string {
  return formatTable(
    Object.entries(values).map(([key, value]) => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}

/** Metrics with their statistics. */
export function metricTable(metrics: readonly MetricInfo[]): string {
  return formatTable([
    ["KEY", "POINTS", "LAST", "MIN", "MAX"],
    ...metrics.map((m) => [m.key, String(m.count), ...[m.last, m.min, m.max].map(formatValue)]),
  ]);
}

/** A number as short as it says enough. */
export function formatValue(value: number | string | null): string {
  return typeof value === "number" ? String(Number(value.toPrecision(6))) : (value ?? "");
}
