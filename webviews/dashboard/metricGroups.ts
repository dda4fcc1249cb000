/** Metrics whose keys share what stands before the first `/`. */
export interface MetricGroup {
  /** Empty for keys without a `/`. */
  readonly prefix: string;
  readonly keys: readonly string[];
}

/** Groups in the order of their names, those without a prefix first; keys sorted with numbers in numeric order. */
export function groupMetrics(keys: readonly string[]): MetricGroup[] {
  const groups = new Map<string, string[]>();
  for (const key of keys) {
    const slash = key.indexOf("/");
    const prefix = slash > 0 ? key.slice(0, slash) : "";
    const group = groups.get(prefix);
    if (group) group.push(key);
    else groups.set(prefix, [key]);
  }
  const { compare } = new Intl.Collator("en", { numeric: true });
  return [...groups]
    .map(([prefix, keys]) => ({ prefix, keys: keys.sort(compare) }))
    .sort((a, b) => compare(a.prefix, b.prefix));
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
