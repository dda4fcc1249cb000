import { RunicornError } from "#core/protocol/errors.ts";
import type { Completion, CompletionQuery } from "#core/protocol/filter/completion.ts";
import { formatField } from "#core/protocol/filter/fields.ts";
import { aggregates, type FilterField, runFields } from "#core/protocol/filter/filter.ts";
import { type FilterContext, filterContext } from "#core/protocol/filter/filterContext.ts";
import { formatValue } from "#core/protocol/filter/formatValue.ts";
import { parseFilter } from "#core/protocol/filter/parseFilter.ts";

import { detailField } from "./listColumns.ts";
import { parseMetricName } from "./metricTable.ts";
import { facetOf } from "./runFacets.ts";
import type { RunIndex } from "./runIndex.ts";

type Candidate = Completion["candidates"][number];

/** Values of a field that are offered: more than these nobody reads. */
const maxValues = 1000;

/** What may follow at a place in a filter. `now` is Unix seconds. */
export function completeFilter(
  index: RunIndex,
  { q, cursor = q.length, limit }: CompletionQuery,
  now: number,
): Completion {
  const context = filterContext(q, Math.min(cursor, q.length));
  const { start, end, typed } = context;
  const wanted = bare(typed);
  const ranked = offered(index, context, now)
    .map((candidate) => ({ candidate, at: bare(candidate.text).indexOf(wanted) }))
    .filter(({ at }) => at !== -1)
    // What begins like it comes before what has it somewhere; otherwise as offered.
    .sort((a, b) => Number(a.at > 0) - Number(b.at > 0));
  return {
    start,
    end,
    candidates: ranked.slice(0, limit).map(({ candidate }) => candidate),
    error: errorOf(q, now),
  };
}

function offered(index: RunIndex, context: FilterContext, now: number): Candidate[] {
  switch (context.expected) {
    case "condition":
      return [...fieldNames(index), { text: "has", kind: "word" }, { text: "not", kind: "word" }];
    case "connective":
      return ["and", "or"].map((text) => ({ text, kind: "word" }));
    case "operator":
      return operatorsOf(context.field).map((text) => ({ text, kind: "operator" }));
    case "value":
    case "list":
  }
  return valuesOf(index, context.field, now);
}

/** The fields a completion at this place is about, which have to be in memory. */
export function fieldsForCompletion({ q, cursor = q.length }: CompletionQuery): FilterField[] {
  const context = filterContext(q, Math.min(cursor, q.length));
  return "field" in context && context.expected !== "operator" ? [context.field] : [];
}

function fieldNames(index: RunIndex): Candidate[] {
  const names = new Set<string>(Object.keys(runFields));
  const add = (field: FilterField) => {
    const name = formatField(field);
    if (name !== undefined) names.add(name);
  };
  for (const name of index.rows.layouts.allNames()) {
    const detail = detailField(name);
    if (detail) {
      add(detail);
      continue;
    }
    const [key, mode] = parseMetricName(name);
    for (const aggregate of aggregates) {
      if (aggregate !== "best" || mode !== undefined) add({ kind: "metric", key, aggregate });
    }
  }
  return Array.from(names, (text) => ({ text, kind: "field" }));
}

function operatorsOf(field: FilterField): string[] {
  const type = field.kind === "run" ? runFields[field.name] : undefined;
  if (type === "flag") return ["=", "!="];
  const ordered = ["<", "<=", ">", ">="];
  const isNumber = type === "time" || type === "span" || type === "number";
  if (isNumber || field.kind === "metric") return ["=", "!=", ...ordered];
  return ["=", "!=", "contains", "matches", "in", ...ordered];
}

function valuesOf(index: RunIndex, field: FilterField, now: number): Candidate[] {
  const type = field.kind === "run" ? runFields[field.name] : undefined;
  if (type === "flag") return ["true", "false"].map((text) => ({ text, kind: "value" }));
  if (type === "time") return ["-1h", "-1d", "-7d"].map((text) => ({ text, kind: "value" }));
  const mask = index.slots.isUsed.slice(0, index.slots.capacity);
  return facetOf(index, field, mask, maxValues, now).values.map(({ value, count }) => ({
    text: formatValue(value),
    kind: "value",
    count,
  }));
}

/** Without quotes and case, which people leave out. */
function bare(text: string): string {
  return text.replaceAll(/["'`]/g, "").toLowerCase();
}

function errorOf(q: string, now: number): Completion["error"] {
  try {
    parseFilter(q, now);
    return null;
  } catch (error) {
    if (!RunicornError.is(error, "invalid_filter")) throw error;
    const { start, end } = error.details as { start: number; end: number };
    return { message: error.message, start, end };
  }
}
