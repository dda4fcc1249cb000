import { RunicornError } from "#core/protocol/errors.ts";

import { t } from "./texts.ts";

/** What went wrong, for the reader. */
export function sentenceOf(error: unknown): string {
  return RunicornError.is(error)
    ? error.message
    : t("The viewer's answer could not be read ({why}).", {
        why: error instanceof Error ? error.message : String(error),
      });
}
