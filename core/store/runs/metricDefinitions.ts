import type { MetricDefinition } from "#core/protocol/metric.ts";

import { glob } from "./glob.ts";

/** A `define_metric` record. */
export interface DefinitionEvent {
  readonly key: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

const parts = ["x", "unit", "description"] as const;
/** Characters of a unit or a description that are told. */
const mostText = 1000;

/** How a run wants each of these metrics shown. A definition may be a glob; of what several say, the last one counts. */
export function metricDefinitions(
  definitions: Iterable<DefinitionEvent>,
  keys: Iterable<string>,
): ReadonlyMap<string, MetricDefinition> {
  const said = Array.from(definitions).flatMap(({ key, data }) => {
    const told = definitionOf(data);
    return key === null || Object.keys(told).length === 0 ? [] : [{ test: glob(key), told }];
  });
  if (said.length === 0) return new Map();
  return new Map(
    Array.from(keys, (key) => {
      const found = said.filter(({ test }) => test(key)).map(({ told }) => told);
      return [key, Object.assign({}, ...found) as MetricDefinition] as const;
    }),
  );
}

function definitionOf(data: DefinitionEvent["data"]): MetricDefinition {
  return Object.fromEntries(
    parts.flatMap((part) => {
      const text = data[part];
      return typeof text === "string" && text !== "" ? [[part, text.slice(0, mostText)]] : [];
    }),
  );
}
