import { RunicornError } from "#core/protocol/errors.ts";

/** Whether trying to connect again by itself would fail again, and make the server lock this address out. */
export function isFinal(error: unknown): boolean {
  return (
    RunicornError.is(error, "authentication_failed") ||
    RunicornError.is(error, "HOST_KEY_CONFIRMATION_REQUIRED") ||
    RunicornError.is(error, "invalid_parameters")
  );
}
