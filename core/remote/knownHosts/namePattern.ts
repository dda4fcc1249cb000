/** Whether `*` (any characters) and `?` (one of them) make the pattern the name. Takes at most the product of their lengths. */
export function matchesPattern(name: string, pattern: string): boolean {
  // Most hostile patterns end here.
  if (pattern.replaceAll("*", "").length > name.length) return false;
  let [n, p, star, tried] = [0, 0, -1, 0];
  while (n < name.length) {
    const wanted = pattern[p];
    if (wanted === "*") {
      star = p++;
      tried = n;
    } else if (wanted === "?" || (wanted !== undefined && wanted === name[n])) {
      p++;
      n++;
    } else if (star === -1) {
      return false;
    } else {
      p = star + 1;
      n = ++tried;
    }
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}

/** OpenSSH takes no notice of a list with a longer pattern in it. */
const maxPattern = 1023;

/** Whether one of the patterns, which commas separate, matches and none of those that begin with `!`. */
export function matchesPatternList(name: string, list: string): boolean {
  let isFound = false;
  for (const entry of list.split(",")) {
    const isNegated = entry.startsWith("!");
    const pattern = isNegated ? entry.slice(1) : entry;
    if (pattern.length >= maxPattern) return false;
    if (!matchesPattern(name, pattern)) continue;
    if (isNegated) return false;
    isFound = true;
  }
  return isFound;
}
