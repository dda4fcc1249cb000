/** A field of a run that can be asked for. */
export type FilterField =
  | { readonly kind: "run"; readonly name: RunField }
  | { readonly kind: "config" | "summary"; readonly path: string }
  | { readonly kind: "metric"; readonly key: string; readonly aggregate: Aggregate };

/** In what a run was begun, as far as that was captured. */
const environmentFields = {
  branch: "text",
  commit: "text",
  dirty: "flag",
  python: "text",
  gpu: "text",
  gpu_count: "number",
  cuda: "text",
} as const;

/** What a run says of itself, by the type its values have. Times are Unix seconds, `duration` is seconds. */
export const runFields = {
  id: "text",
  project: "text",
  name: "text",
  /** What it is called: its alias, else its display name, else the name of its directory. */
  title: "text",
  alias: "text",
  display_name: "text",
  status: "text",
  notes: "text",
  host: "text",
  exit_reason: "text",
  tag: "text",
  pinned: "flag",
  archived: "flag",
  created_at: "time",
  started_at: "time",
  ended_at: "time",
  duration: "span",
  ...environmentFields,
} as const;
export type RunField = keyof typeof runFields;

/** Whether a field is in a run's `environment`. */
export function isEnvironmentField(name: string): name is keyof typeof environmentFields {
  return Object.hasOwn(environmentFields, name);
}

/** `best` is the minimum or the maximum, as the run says of the metric. */
export const aggregates = ["last", "min", "max", "mean", "best", "count"] as const;
export type Aggregate = (typeof aggregates)[number];

export const comparisons = ["=", "!=", "<", "<=", ">", ">="] as const;
export type Comparison = (typeof comparisons)[number];

export type FilterValue = number | string | boolean;

/**
 * A condition on runs. A comparison with something a run does not have is false; `!=` is the opposite of `=`. Values of
 * different types are neither equal nor ordered. `text` is looked for wherever a person would: in id, `project/name`, display
 * name, alias, host, notes, tags and the words of the configuration.
 */
export type Filter =
  | { readonly op: "and" | "or"; readonly items: readonly Filter[] }
  | { readonly op: "not"; readonly item: Filter }
  | {
      readonly op: "compare";
      readonly field: FilterField;
      readonly comparison: Comparison;
      readonly value: FilterValue;
    }
  | { readonly op: "contains"; readonly field: FilterField; readonly text: string }
  /** A regular expression for which upper and lower case are the same. */
  | { readonly op: "matches"; readonly field: FilterField; readonly pattern: string }
  | { readonly op: "in"; readonly field: FilterField; readonly values: readonly FilterValue[] }
  | { readonly op: "has"; readonly field: FilterField }
  | { readonly op: "text"; readonly text: string };
