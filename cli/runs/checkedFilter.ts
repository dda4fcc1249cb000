import { RunicornError } from "#core/protocol/errors.ts";
import { parseFilter } from "#core/protocol/filter/parseFilter.ts";

import { UsageError } from "../command.ts";

/** The filter itself; one that cannot be understood is wrong usage, and is shown where it goes wrong. */
export function checkedFilter(text: string): string {
  try {
    parseFilter(text, 0);
    return text;
  } catch (error) {
    if (!RunicornError.is(error, "invalid_filter")) throw error;
    const { start, end } = error.details as { start: number; end: number };
    const mark = " ".repeat(start) + "^".repeat(Math.max(1, end - start));
    throw new UsageError(
      `the filter\n  ${text.replaceAll(/\s/g, " ")}\n  ${mark}\n${error.message}`,
      { cause: error },
    );
  }
}
