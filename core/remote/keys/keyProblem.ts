import { RunicornError } from "#core/protocol/errors.ts";

/** What is wrong with somebody's key and what to do, as `invalid_parameters`. */
export function keyProblem(name: string, what: string, cause?: unknown): RunicornError {
  return new RunicornError("invalid_parameters", `${name} ${what}`, { cause });
}
