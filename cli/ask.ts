import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";

import { RunicornError } from "#core/protocol/errors.ts";

import type { Io } from "./command.ts";
import { printable } from "./table.ts";

/** Asks the person before the terminal. Without `echo` nothing of the answer is shown. Throws where there is nobody to ask. */
export async function ask(
  prompt: string,
  { stdin, stdout, signal }: Pick<Io, "stdin" | "stdout" | "signal">,
  echo = true,
): Promise<string> {
  if (stdin.isTTY !== true) {
    throw new RunicornError("service_unavailable", "There is no terminal to ask on.");
  }
  if (!echo) stdout.write(printable(prompt));
  // What readline shows of the answer goes nowhere; it edits the line all the same.
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reading = createInterface({ input: stdin, output: echo ? stdout : silent, terminal: true });
  try {
    return await reading.question(echo ? printable(prompt) : "", { signal });
  } catch (cause) {
    throw new RunicornError("service_unavailable", "Nothing was answered.", { cause });
  } finally {
    reading.close();
    if (!echo) stdout.write("\n");
  }
}
