import { appendFileSync } from "node:fs";
import path from "node:path";

/** What the runner tells the suites, by environment variables: the extension host inherits them. */
export interface SuiteEnvironment {
  /** Folder for `mocha.log` and `counts.json`; undefined where stdout reaches the person. */
  readonly out: string | undefined;
  readonly grep: string | undefined;
}

export function environment(): SuiteEnvironment {
  return { out: process.env["RUNICORN_TEST_OUT"], grep: process.env["RUNICORN_TEST_GREP"] };
}

/** Prints a figure among the test lines. */
export function note(text: string): void {
  const { out } = environment();
  if (out === undefined) console.log(`      ${text}`);
  else appendFileSync(path.join(out, "mocha.log"), `      ${text}\n`);
}
