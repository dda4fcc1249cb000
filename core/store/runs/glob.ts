/** A test for names; in a pattern `*` is any text, `?` any character. */
export function glob(pattern: string): (name: string) => boolean {
  if (!pattern.includes("*") && !pattern.includes("?")) return (name) => name === pattern;
  return (name) => matches(pattern, name);
}

/** In linear time for each star, whatever the pattern. */
function matches(pattern: string, name: string): boolean {
  let at = 0;
  let from = 0;
  let star = -1;
  let afterStar = 0;
  while (from < name.length) {
    const sign = pattern[at];
    if (sign === "*") {
      star = at++;
      afterStar = from;
    } else if (sign === "?" || sign === name[from]) {
      at++;
      from++;
    } else if (star >= 0) {
      at = star + 1;
      from = ++afterStar;
    } else {
      return false;
    }
  }
  while (pattern[at] === "*") at++;
  return at === pattern.length;
}
