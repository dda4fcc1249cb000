import { appendFileSync } from "node:fs";

/** A row of docs/faults.md. */
export interface Result {
  readonly fault: string;
  readonly sdk: string;
  /** How often it was tried. */
  readonly tried: number;
  /** What was found, in words and figures. */
  readonly found: string;
}

/** Keeps a row for the table, where `npm run test:faults` wants one. */
export function note(result: Result): void {
  const file = process.env["RUNICORN_TEST_RESULTS"];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(result)}\n`);
}
