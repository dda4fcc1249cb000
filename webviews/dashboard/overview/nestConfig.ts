type Values = Readonly<Record<string, unknown>>;

/** Hyper-parameters the way they were nested: `optimizer.lr` is `lr` of `optimizer`, unless `optimizer` is a value as well. */
export function nestConfig(config: Values): Values {
  const root = new Map<string, unknown>();
  const groups = new Map<string, Map<string, unknown>>([["", root]]);
  for (const [path, value] of Object.entries(config)) {
    const parts = path.split(".");
    const isNested = parts.every((part) => part !== "") && !hasValueAbove(config, parts);
    if (!isNested) root.set(path, value);
    else groupOf(groups, parts.slice(0, -1)).set(parts.at(-1) ?? path, value);
  }
  return toObject(root);
}

function hasValueAbove(config: Values, parts: readonly string[]): boolean {
  return parts.some((_, i) => i > 0 && Object.hasOwn(config, parts.slice(0, i).join(".")));
}

function groupOf(
  groups: Map<string, Map<string, unknown>>,
  parts: readonly string[],
): Map<string, unknown> {
  const path = parts.join(".");
  const known = groups.get(path);
  if (known) return known;
  const group = new Map<string, unknown>();
  groups.set(path, group);
  groupOf(groups, parts.slice(0, -1)).set(parts.at(-1) ?? path, group);
  return group;
}

/** By name, whatever the name: `__proto__` is one like any other. */
function toObject(group: ReadonlyMap<string, unknown>): Values {
  return Object.fromEntries(
    [...group].map(([name, value]) => [
      name,
      value instanceof Map ? toObject(value as ReadonlyMap<string, unknown>) : value,
    ]),
  );
}
