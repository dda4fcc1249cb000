import * as z from "zod";

import { FieldNames } from "./fieldNames.ts";
import { formatField, parseField } from "./filter/fields.ts";
import type { FilterField } from "./filter/filter.ts";
import { Indexing, RunChoice } from "./run.ts";

/** What a run has in a field. */
const Value = z.union([z.number(), z.string(), z.boolean()]);

const fields = (most: number) =>
  FieldNames.refine((names) => names.length <= most, `at most ${most} fields`).transform(
    (names, context): FilterField[] =>
      names.flatMap((name) => {
        const field = parseField(name);
        if (field) return [field];
        context.addIssue({ code: "custom", message: `${name} is no field of a run` });
        return [];
      }),
  );

/** What groups are ordered by: how many runs they hold, one of their keys, or a statistic of a field. */
export type GroupSort =
  | { readonly of: "runs"; readonly order: "asc" | "desc" }
  | {
      readonly of: "key" | "mean" | "min" | "max";
      readonly field: FilterField;
      readonly order: "asc" | "desc";
    };

/** Comma-separated `runs`, `key:<field>`, `mean:<field>`, `min:<field>` or `max:<field>`, each with `:asc` or `:desc` behind it. */
const GroupSorts = FieldNames.transform((names, context) =>
  names.flatMap((name): GroupSort[] => {
    const [, text = name, end] = /^(.*):(asc|desc)$/su.exec(name) ?? [];
    const order = end === "desc" ? "desc" : "asc";
    if (text === "runs") return [{ of: "runs", order }];
    const [, of, fieldName = ""] = /^(key|mean|min|max):(.*)$/su.exec(text) ?? [];
    const field = parseField(fieldName);
    if (of && field) return [{ of: of as "key" | "mean" | "min" | "max", field, order }];
    context.addIssue({ code: "custom", message: `groups cannot be sorted by ${name}` });
    return [];
  }),
).refine((sorts) => sorts.length <= 9, "at most 9 orders");

export const GroupsQuery = RunChoice.extend({
  /** Comma-separated fields. A run with several tags is in the group of each. */
  by: fields(5)
    .refine((list) => list.length > 0, "name a field")
    .refine((list) => new Set(list.map(formatField)).size === list.length, "name each field once"),
  /** Comma-separated fields whose numbers are put together in each group. */
  values: fields(50).default([]),
  /**
   * What groups come first: `mean:metrics.loss.min:asc,runs:desc`; the largest where nothing is said. Those without a value
   * come last in either order, equal ones in order of their keys.
   */
  sort: GroupSorts.default([]),
  /** Of those in order. */
  limit: z.coerce.number().int().min(1).max(5000).default(200),
}).superRefine(({ by, sort }, context) => {
  const keys = by.map(formatField);
  for (const key of sort) {
    if (key.of !== "key" || keys.includes(formatField(key.field))) continue;
    const path = ["sort"];
    context.addIssue({ code: "custom", path, message: "groups have no such key: name it in `by`" });
  }
});
export type GroupsQuery = z.infer<typeof GroupsQuery>;

/** Over the runs of a group that have a number in the field. `std` is that of a sample, null for fewer than two. */
const GroupStats = z.object({
  count: z.int(),
  mean: z.number().nullable(),
  min: z.number().nullable(),
  max: z.number().nullable(),
  std: z.number().nullable(),
});
export type GroupStats = z.infer<typeof GroupStats>;

/** In the order asked for, then in order of the keys. */
export const RunGroups = z.object({
  groups: z.array(
    z.object({
      /** The values that the group's runs share, in the order of `by`; null for none. */
      key: z.array(Value.nullable()),
      runs: z.int(),
      /** In the order of `values`. */
      values: z.array(GroupStats),
    }),
  ),
  /** Groups there are, also beyond `limit`. */
  total: z.int(),
  indexing: Indexing.optional(),
});
export type RunGroups = z.infer<typeof RunGroups>;

export const FacetsQuery = RunChoice.extend({
  /** Comma-separated. */
  fields: fields(20).prefault("status,project,name,tag,host"),
  /** Values of each. */
  limit: z.coerce.number().int().min(1).max(1000).default(50),
});
export type FacetsQuery = z.infer<typeof FacetsQuery>;

export const RunFacets = z.object({
  /** Runs all of this is about. */
  runs: z.int(),
  /** In the order asked for. */
  facets: z.array(
    z.object({
      field: z.string(),
      /** Runs that have a value. */
      count: z.int(),
      /** Most frequent first. */
      values: z.array(z.object({ value: Value, count: z.int() })),
      /** Different values, also beyond `limit`. */
      distinct: z.int(),
      /** Of the numbers among the values. */
      min: z.number().nullable(),
      max: z.number().nullable(),
    }),
  ),
  indexing: Indexing.optional(),
});
export type RunFacets = z.infer<typeof RunFacets>;

export const ColumnsQuery = z.object({
  /** Only fields with each of these words in their name, in whatever case. */
  search: z.string().max(1000).optional(),
  limit: z.coerce.number().int().min(1).max(5000).default(500),
});
export type ColumnsQuery = z.infer<typeof ColumnsQuery>;

/** Of all runs. */
const RunColumn = z.object({
  /** As it is written in a filter and in `sort`. */
  field: z.string(),
  type: z.enum(["number", "text", "boolean", "mixed"]),
  /** Runs that have a value. */
  count: z.int(),
  min: z.number().nullable(),
  max: z.number().nullable(),
  /** What all of those runs have, where it is the same; of a text the first 100 characters. */
  only: Value.optional(),
});
export type RunColumn = z.infer<typeof RunColumn>;

/** What every run has first, then configuration, summary and metrics by name. */
export const RunColumnList = z.object({
  columns: z.array(RunColumn),
  /** Columns there are, also beyond `limit`. */
  total: z.int(),
});
export type RunColumnList = z.infer<typeof RunColumnList>;
