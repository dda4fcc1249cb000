/** Deep enough for any real configuration, shallow enough for every recursive reader of it. */
const maxDepth = 32;

/** The same JSON value with everything nested too deeply replaced by null: JSON.stringify would overflow the stack on it. */
export function boundDepth(value: unknown, depth = maxDepth): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (depth === 0) return null;
  if (Array.isArray(value)) return value.map((item) => boundDepth(item, depth - 1));
  // Object.fromEntries makes own properties of every key, `__proto__` included.
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, boundDepth(item, depth - 1)]),
  );
}

/** Nested objects as one record by dotted path; lists stay values. */
export function flatten(value: Record<string, unknown>): Record<string, unknown> {
  const entries: [string, unknown][] = [];
  const walk = (object: object, prefix: string, depth: number) => {
    for (const [key, item] of Object.entries(object)) {
      if (isPlainObject(item) && depth > 1) walk(item, `${prefix}${key}.`, depth - 1);
      else entries.push([prefix + key, boundDepth(item)]);
    }
  };
  walk(value, "", maxDepth);
  return Object.fromEntries(entries);
}

function isPlainObject(value: unknown): value is object {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.keys(value).length > 0
  );
}
