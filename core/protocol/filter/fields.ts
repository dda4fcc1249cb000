import {
  type Aggregate,
  type FilterField,
  type RunField,
  aggregates,
  runFields,
} from "./filter.ts";
import { filterError } from "./filterError.ts";
import type { Token } from "./tokens.ts";

/** Other words people use for the same. */
const aliases: Readonly<Record<string, RunField>> = {
  tags: "tag",
  state: "status",
  hostname: "host",
  created: "created_at",
  started: "started_at",
  ended: "ended_at",
};

/** The field a word names; undefined where it names none. Throws `invalid_filter` for half a name. */
export function fieldOf(token: Token & { kind: "word" }): FilterField | undefined {
  const [first = "", ...rest] = token.segments;
  const name = aliases[first] ?? first;
  if (rest.length === 0 && Object.hasOwn(runFields, name)) {
    return { kind: "run", name: name as RunField };
  }
  if (first === "config" || first === "summary") {
    if (rest.length === 0) throw unfinished(token, `${first}.<name>`);
    return { kind: first, path: rest.join(".") };
  }
  if (first !== "metrics" && first !== "metric") return undefined;
  const last = rest.at(-1);
  const aggregate = aggregates.find((name) => name === last);
  const key = aggregate === undefined || rest.length === 1 ? rest : rest.slice(0, -1);
  if (key.length === 0) throw unfinished(token, "metrics.<name>.<last, min, max, mean or count>");
  const isNamed = aggregate !== undefined && rest.length > 1;
  return {
    kind: "metric",
    key: key.join("."),
    aggregate: (isNamed ? aggregate : "last") satisfies Aggregate,
  };
}

function unfinished(token: Token, shape: string) {
  return filterError(`Write ${shape}.`, token.start, token.end);
}
