import { RunicornError } from "#core/protocol/errors.ts";

/** What went wrong, for the reader. */
export function sentenceOf(error: unknown): string {
  return RunicornError.is(error)
    ? error.message
    : `The viewer's answer could not be read (${error instanceof Error ? error.message : String(error)}).`;
}
