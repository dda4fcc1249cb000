import v8 from "node:v8";

import { filterError } from "#core/protocol/filter/filterError.ts";

/** The flag of that engine. */
const linear = "l";

/**
 * A test for a regular expression that takes time in proportion to the text, whatever the pattern: a filter comes from
 * anywhere. Upper and lower case are the same. Throws `invalid_filter` for what cannot be tested so.
 */
export function linearPattern(pattern: string): (text: string) => boolean {
  // The engine that never goes back over a text has to be asked for; it knows no `i`. It is slow, so it is only gone over to
  // where the usual one goes back too often, which needs a pattern that it can do.
  v8.setFlagsFromString("--enable-experimental-regexp-engine");
  v8.setFlagsFromString("--enable-experimental-regexp-engine-on-excessive-backtracks");
  try {
    const written = lowerCase(pattern);
    void new RegExp(written, linear);
    const expression = new RegExp(written);
    return (text) => expression.test(text.toLowerCase());
  } catch {
    throw filterError(`The pattern ${pattern} is too hard to look for.`, 0, 0);
  }
}

/** What follows a backslash has a meaning of its own in either case. */
function lowerCase(pattern: string): string {
  return pattern.replaceAll(/\\(?:u\{?[\da-f]+\}?|x[\da-f]{2}|.)|[^\\]/gisu, (part) =>
    part.startsWith("\\") ? part : part.toLowerCase(),
  );
}
