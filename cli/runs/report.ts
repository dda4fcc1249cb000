import type { EachResult } from "#core/protocol/edit.ts";

import type { ExitCode, Io } from "../command.ts";
import { printable } from "../table.ts";

/** Says for each run what became of it; 1 when anything failed. */
export function report(results: EachResult, done: string, json: boolean, io: Io): ExitCode {
  const entries = Object.entries(results);
  if (json) io.stdout.write(`${JSON.stringify({ results })}\n`);
  else {
    for (const [id, { success, error }] of entries) {
      if (success) io.stdout.write(`${printable(id)} ${done}\n`);
      else io.stderr.write(`runicorn: ${printable(id)}: ${error ?? "failed"}\n`);
    }
  }
  return entries.every(([, { success }]) => success) ? 0 : 1;
}
