import {
  type FilterField,
  isEnvironmentField,
  type RunField,
  runFields,
} from "#core/protocol/filter/filter.ts";
import type { Run } from "#core/protocol/run.ts";
import { runTitle } from "#core/protocol/runTitle.ts";
import { flatten } from "#core/store/files/boundedJson.ts";

import type { FieldValue } from "./fieldColumn.ts";
import { modeOf, withBest } from "./metricModes.ts";
import type { IndexedRun } from "./runIndex.ts";

/** A field in one text, such as runs are sorted by; different fields have different ones. */
export function fieldName(field: FilterField): string {
  if (field.kind === "run") return field.name;
  if (field.kind === "metric") return `metrics.${field.key}.${field.aggregate}`;
  return `${field.kind}.${field.path}`;
}

/** What a run has in a field of which it has at most one value, and which does not depend on the time. */
export function fieldValue(field: FilterField, indexed: IndexedRun): FieldValue | undefined {
  const { run, extra, events } = indexed;
  switch (field.kind) {
    case "run":
      return ownValue(run, field.name);
    case "config":
      return toFieldValue(own(extra.config, field.path));
    case "summary":
      return toFieldValue(own(flatten(extra.summary), field.path));
    case "metric":
  }
  const stats = own(events.metrics, field.key);
  const value = stats && withBest(stats, modeOf(field.key, indexed))[field.aggregate];
  // A last value that is not finite is written as a text here.
  return typeof value === "number" ? value : undefined;
}

/** A flag that is not set is none. */
export function ownValue(run: Run, name: RunField): FieldValue | undefined {
  if (name === "tag" || name === "duration") return undefined;
  if (name === "title") return runTitle(run);
  if (name === "host") return run.hostname ?? undefined;
  const value = isEnvironmentField(name) ? run.environment?.[name] : run[name];
  return runFields[name] === "flag" ? value || undefined : (value ?? undefined);
}

/** Of any JSON value what can be sorted and compared. */
export function toFieldValue(value: unknown): FieldValue | undefined {
  const isScalar =
    typeof value === "number" || typeof value === "boolean" || typeof value === "string";
  return isScalar ? value : undefined;
}

function own<T>(values: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(values, key) ? values[key] : undefined;
}
