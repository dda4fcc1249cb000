/** Those the reader has ordered first, in that order; then the others as they come. */
export function inOrder<Item>(
  items: readonly Item[],
  nameOf: (item: Item) => string,
  order: readonly string[],
): Item[] {
  const places = new Map(order.map((name, i) => [name, i]));
  const place = (item: Item): number => places.get(nameOf(item)) ?? Infinity;
  return items.toSorted((a, b) => {
    const [at, other] = [place(a), place(b)];
    return at === other ? 0 : at - other;
  });
}

/** The names with one of them moved before another; to the end where that is null. */
export function movedBefore(
  names: readonly string[],
  name: string,
  before: string | null,
): string[] {
  if (name === before) return [...names];
  const others = names.filter((other) => other !== name);
  const at = before === null ? others.length : others.indexOf(before);
  return others.toSpliced(at < 0 ? others.length : at, 0, name);
}

/** The names with one of them moved by so many places, as far as there are any. */
export function movedBy(names: readonly string[], name: string, places: number): string[] {
  const others = names.filter((other) => other !== name);
  const to = Math.min(Math.max(names.indexOf(name) + places, 0), others.length);
  return others.toSpliced(to, 0, name);
}

/** An order kept for many, with the part that is about these names replaced. */
export function withOrder(kept: readonly string[], names: readonly string[]): string[] {
  const replaced = new Set(names);
  return [...kept.filter((name) => !replaced.has(name)), ...names];
}
