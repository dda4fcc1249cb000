import {
  type Filter,
  type FilterField,
  type FilterValue,
  type RunField,
  runFields,
} from "#core/protocol/filter/filter.ts";
import type { SqlValue } from "#core/store/index/db.ts";

import type { RunIndex } from "./runIndex.ts";

/** A condition on a row of table `run`, with the values of its parameters. */
export interface SqlCondition {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

type Ordered = "=" | "<" | "<=" | ">" | ">=";

/** Fields of a run that are columns of its row; the others are values by name. */
const columns: Partial<Record<RunField, string>> = {
  project: "run.project",
  name: "run.name",
  status: "run.status",
  created_at: "run.created",
  ended_at: "run.ended",
};
const never: SqlCondition = { sql: "0", values: [] };
const always: SqlCondition = { sql: "1", values: [] };

/** The filter in SQL. `now` is Unix seconds, to which runs that have not ended last. */
export function filterSql(filter: Filter, index: RunIndex, now: number): SqlCondition {
  switch (filter.op) {
    case "and":
    case "or": {
      const items = filter.items.map((item) => filterSql(item, index, now));
      return {
        sql: `(${items.map(({ sql }) => sql).join(` ${filter.op.toUpperCase()} `)})`,
        values: items.flatMap(({ values }) => values),
      };
    }
    case "not":
      return not(filterSql(filter.item, index, now));
    case "compare": {
      const { field, comparison, value } = filter;
      if (comparison === "!=") return not(compare(index, field, "=", value, now));
      return compare(index, field, comparison, value, now);
    }
    case "in": {
      const items = filter.values.map((value) => compare(index, filter.field, "=", value, now));
      return {
        sql: `(${items.map(({ sql }) => sql).join(" OR ") || "0"})`,
        values: items.flatMap(({ values }) => values),
      };
    }
    case "contains":
      return contains(index, filter.field, filter.text);
    case "has":
      if (filter.field.kind === "run" && filter.field.name === "duration") return always;
      return onField(index, filter.field, "1", []);
    case "text":
  }
  return search(index, filter.text);
}

function compare(
  index: RunIndex,
  field: FilterField,
  comparison: Ordered,
  value: FilterValue,
  now: number,
): SqlCondition {
  const wanted = typeof value === "boolean" ? Number(value) : value;
  if (field.kind === "run" && !fits(field.name, wanted)) return never;
  if (field.kind === "run" && runFields[field.name] === "flag") {
    // A flag that is not set is not stored.
    const isSet = onField(index, field, "1", []);
    return comparison !== "=" ? never : wanted === 1 ? isSet : wanted === 0 ? not(isSet) : never;
  }
  if (field.kind === "run" && field.name === "duration") {
    const started = index.fieldId("started_at") ?? -1;
    return {
      sql: `(coalesce(run.ended, ?) - coalesce((SELECT value FROM val WHERE field = ? AND run = run.id), run.created) ${comparison} ?)`,
      values: [now, started, wanted],
    };
  }
  // SQLite puts every number before every text, which would make them comparable.
  const isSameType =
    typeof wanted === "number" ? "#value < ''" : comparison.startsWith("<") ? "#value >= ''" : "1";
  return onField(index, field, `#value ${comparison} ? AND ${isSameType}`, [wanted]);
}

/** Whether a run's own field has values of this type. */
function fits(name: RunField, value: SqlValue): boolean {
  return (runFields[name] === "text") === (typeof value === "string");
}

function contains(index: RunIndex, field: FilterField, text: string): SqlCondition {
  return onField(index, field, "instr(lower(#value), lower(?)) > 0", [text]);
}

/** What is looked for in the names a person gave. */
function search(index: RunIndex, text: string): SqlCondition {
  const places: FilterField[] = (["id", "alias", "tag"] as const).map((name) => ({
    kind: "run",
    name,
  }));
  const items = [
    {
      sql: "instr(lower(run.project || '/' || run.name), lower(?)) > 0",
      values: [text] as SqlValue[],
    },
    ...places.map((field) => contains(index, field, text)),
  ];
  return {
    sql: `(${items.map(({ sql }) => sql).join(" OR ")})`,
    values: items.flatMap(({ values }) => values),
  };
}

/** A condition on one field's value, which it names `#value`. False for a run that has none. */
function onField(
  index: RunIndex,
  field: FilterField,
  condition: string,
  values: readonly SqlValue[],
): SqlCondition {
  const on = (value: string) => condition.replaceAll("#value", value);
  if (field.kind === "run" && field.name === "tag") {
    return {
      sql: `EXISTS (SELECT 1 FROM tag WHERE tag.run = run.id AND ${on("tag.tag")})`,
      values,
    };
  }
  const column = field.kind === "run" ? columns[field.name] : undefined;
  if (column !== undefined) return { sql: `(${column} IS NOT NULL AND ${on(column)})`, values };
  const id = index.fieldId(nameOf(field));
  if (id === undefined) return never;
  return {
    sql: `run.id IN (SELECT val.run FROM val WHERE val.field = ? AND ${on("val.value")})`,
    values: [id, ...values],
  };
}

function nameOf(field: FilterField): string {
  if (field.kind === "run") return field.name;
  if (field.kind === "metric") return `metrics.${field.key}.${field.aggregate}`;
  return `${field.kind}.${field.path}`;
}

function not({ sql, values }: SqlCondition): SqlCondition {
  return { sql: `NOT ${sql}`, values };
}
