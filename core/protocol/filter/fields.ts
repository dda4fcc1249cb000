import { type FilterField, type RunField, aggregates, runFields } from "./filter.ts";
import { filterError } from "./filterError.ts";
import { type Token, isPlainSegment, tokens } from "./tokens.ts";

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
  const field = fieldOfSegments(token.segments);
  if (typeof field !== "string") return field;
  throw filterError(`Write ${field}.`, token.start, token.end);
}

/** The same for a field on its own, such as runs are sorted by; undefined for half a name, too. */
export function parseField(text: string): FilterField | undefined {
  let segments: readonly string[] = text.split(".");
  if (text.includes("`")) {
    const [word, end] = wordsOf(text);
    if (word?.kind !== "word" || end?.kind !== "end") return undefined;
    ({ segments } = word);
  }
  const field = fieldOfSegments(segments);
  return typeof field === "string" ? undefined : field;
}

/** How a field is written in a filter; undefined where its name has what no filter can spell. */
export function formatField(field: FilterField): string | undefined {
  if (field.kind === "run") return field.name;
  if (field.kind === "metric") {
    const key = formatPath(field.key);
    return key === undefined ? undefined : `metrics.${key}.${field.aggregate}`;
  }
  const path = formatPath(field.path);
  return path === undefined ? undefined : `${field.kind}.${path}`;
}

function formatPath(path: string): string | undefined {
  if (path.split(".").every((segment) => isPlainSegment(segment))) return path;
  return path.includes("`") || path === "" ? undefined : `\`${path}\``;
}

function wordsOf(text: string): Token[] {
  try {
    return tokens(text);
  } catch {
    return [];
  }
}

/** Where the name is unfinished, how it would go on. */
function fieldOfSegments([first = "", ...rest]: readonly string[]):
  | FilterField
  | string
  | undefined {
  const name = Object.hasOwn(aliases, first) ? aliases[first] : first;
  if (rest.length === 0 && name !== undefined && Object.hasOwn(runFields, name)) {
    return { kind: "run", name: name as RunField };
  }
  if (first === "config" || first === "summary") {
    if (rest.length === 0) return `${first}.<name>`;
    return { kind: first, path: rest.join(".") };
  }
  if (first !== "metrics" && first !== "metric") return undefined;
  const last = rest.at(-1);
  const aggregate = aggregates.find((name) => name === last);
  const isNamed = aggregate !== undefined && rest.length > 1;
  const key = isNamed ? rest.slice(0, -1) : rest;
  if (key.length === 0) return "metrics.<name>.<last, min, max, mean, best or count>";
  return { kind: "metric", key: key.join("."), aggregate: isNamed ? aggregate : "last" };
}
