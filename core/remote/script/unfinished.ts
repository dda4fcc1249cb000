import { RunicornError } from "#core/protocol/errors.ts";

import { serverText } from "../ssh/serverText.ts";

/** For a script that did not come to where it should: says what to look at, and what was complained of. */
export function unfinished(stderr: Buffer): RunicornError {
  const lines = stderr.subarray(-4096).toString().trim().split("\n");
  const complaint = serverText(lines.at(-1) ?? "", 200);
  return new RunicornError(
    "service_unavailable",
    `The other machine did not run our script to its end: look whether the startup files of the login shell there end it or start another program.${
      complaint === "" ? "" : ` It said: ${complaint}`
    }`,
  );
}
