/** Charts shown together: of metrics whose keys share what stands before the first `/`. */
export interface MetricGroup {
  /** Empty for keys that share none. */
  readonly prefix: string;
  readonly keys: readonly string[];
}

const firstPrefixes = ["train", "training", "val", "valid", "validation", "eval", "test"];

/**
 * Groups with those of training first and that of the system last, the others by name; keys sorted with numbers in numeric
 * order. A prefix with one key makes no group: such keys stand with those without a prefix, at the top.
 */
export function groupMetrics(keys: readonly string[]): MetricGroup[] {
  const byPrefix = Map.groupBy(keys, prefixOf);
  const groups = new Map<string, string[]>();
  for (const [prefix, members] of byPrefix) {
    const place = members.length === 1 ? "" : prefix;
    groups.set(place, [...(groups.get(place) ?? []), ...members]);
  }
  const { compare } = new Intl.Collator("en", { numeric: true });
  return [...groups]
    .map(([prefix, keys]) => ({ prefix, keys: keys.sort(compare) }))
    .sort((a, b) => rank(a.prefix) - rank(b.prefix) || compare(a.prefix, b.prefix));
}

function prefixOf(key: string): string {
  const slash = key.indexOf("/");
  return slash > 0 ? key.slice(0, slash) : "";
}

function rank(prefix: string): number {
  if (prefix === "") return -1;
  if (prefix === "system") return firstPrefixes.length + 1;
  const at = firstPrefixes.indexOf(prefix.toLowerCase());
  return at < 0 ? firstPrefixes.length : at;
}

/** A filter for metric names: a case-insensitive regular expression where the text is one, else a part of the name. */
export function metricFilter(text: string): (key: string) => boolean {
  const wanted = text.trim();
  if (wanted === "") return () => true;
  const part = wanted.toLowerCase();
  const pattern = toPattern(wanted);
  return (key) => key.toLowerCase().includes(part) || (pattern?.test(key) ?? false);
}

function toPattern(text: string): RegExp | null {
  try {
    return new RegExp(text, "iu");
  } catch {
    return null;
  }
}
