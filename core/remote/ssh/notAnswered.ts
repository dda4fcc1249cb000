import { RunicornError } from "#core/protocol/errors.ts";
import type { Hop } from "#core/remote/target.ts";

/** A person did not want to answer, or not in time. */
export function notAnswered({ username, host }: Hop, what: string): RunicornError {
  return new RunicornError(
    "authentication_failed",
    `${what} for ${username}@${host} was not given. Connect again to be asked once more.`,
  );
}
