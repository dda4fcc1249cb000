import { type FilterField, isEnvironmentField, runFields } from "#core/protocol/filter/filter.ts";
import type { Run } from "#core/protocol/run.ts";
import { runTitle } from "#core/protocol/runTitle.ts";

/** What a run may have in a field. */
export type RunValue = number | string | boolean;

/**
 * What a run has in a field: nothing, one value, or its tags. A metric, a hyper-parameter and a result must be among the
 * columns the run was asked with. `now` is Unix seconds.
 */
export function valuesOf(run: Run, field: FilterField, now: number): readonly RunValue[] {
  if (field.kind !== "run") return scalar(columnValue(run, field));
  const { name } = field;
  if (name === "tag") return [...new Set(run.tags)];
  if (name === "title") return scalar(runTitle(run));
  if (name === "host") return scalar(run.hostname);
  if (name === "duration") {
    return [(run.ended_at ?? now) - (run.started_at ?? run.created_at)];
  }
  const value = isEnvironmentField(name) ? run.environment?.[name] : run[name];
  // A flag that is not set is none.
  return runFields[name] === "flag" && value !== true ? [] : scalar(value);
}

function columnValue(run: Run, field: Exclude<FilterField, { kind: "run" }>): unknown {
  if (field.kind !== "metric") return lookUp(run[field.kind] ?? {}, field.path);
  const { metrics = {} } = run;
  const stats = Object.hasOwn(metrics, field.key) ? metrics[field.key] : undefined;
  const value = stats?.[field.aggregate];
  // One that is not finite is written as a text, and has no place in an order.
  return typeof value === "number" ? value : undefined;
}

/** By a dotted path, of which any part may itself hold dots. */
function lookUp(values: Readonly<Record<string, unknown>>, path: string): unknown {
  if (Object.hasOwn(values, path)) return values[path];
  for (let dot = path.indexOf("."); dot !== -1; dot = path.indexOf(".", dot + 1)) {
    const [head, rest] = [path.slice(0, dot), path.slice(dot + 1)];
    const inner = Object.hasOwn(values, head) ? values[head] : undefined;
    if (typeof inner !== "object" || inner === null) continue;
    const found = lookUp(inner as Record<string, unknown>, rest);
    if (found !== undefined) return found;
  }
  return undefined;
}

function scalar(value: unknown): readonly RunValue[] {
  const isScalar =
    typeof value === "number" || typeof value === "string" || typeof value === "boolean";
  return isScalar ? [value] : [];
}

/** As lists of runs are sorted: numbers, flags among them, come before texts. */
export function compareValues(a: RunValue, b: RunValue): number {
  const [one, other] = [sortable(a), sortable(b)];
  if (typeof one !== typeof other) return typeof one === "number" ? -1 : 1;
  return one < other ? -1 : one > other ? 1 : 0;
}

function sortable(value: RunValue): number | string {
  return typeof value === "boolean" ? Number(value) : value;
}
