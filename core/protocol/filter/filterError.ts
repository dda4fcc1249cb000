import { RunicornError } from "../errors.ts";

/** A filter that cannot be understood; `start` and `end` mark the part, in UTF-16 units of its text. */
export function filterError(message: string, start: number, end: number): RunicornError {
  return new RunicornError("invalid_filter", message, { details: { start, end } });
}
