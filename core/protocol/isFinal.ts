import { RunicornError } from "./errors.ts";

/** Whether a connection that failed like this is not to be tried again: it would fail the same way, or make the machine lock us out. */
export function isFinal(error: unknown): boolean {
  return (
    RunicornError.is(error, "authentication_failed") ||
    RunicornError.is(error, "HOST_KEY_CONFIRMATION_REQUIRED") ||
    RunicornError.is(error, "invalid_parameters")
  );
}
