import type { RunData } from "./runData.ts";

/** A spreadsheet takes a cell that begins like this for a formula, and a formula may do anything. */
const formula = /^[=+\-@\t\r]/;

/** A row per `log()`: step, time, stage, then a column per metric; empty where nothing was logged. RFC 4180. */
export async function* csvFile({ metrics, records }: RunData): AsyncGenerator<string> {
  const keys = metrics.map(({ key }) => key);
  yield toLine(["step", "time", "stage", ...keys].map(textCell));
  for await (const { step, time, stage, values } of records()) {
    const cells = keys.map((key) => numberCell(values.get(key)));
    yield toLine([String(step), numberCell(time), textCell(stage), ...cells]);
  }
}

function toLine(cells: readonly string[]): string {
  return `${cells.join(",")}\r\n`;
}

function numberCell(value: number | undefined): string {
  return value === undefined ? "" : String(value);
}

function textCell(text: string): string {
  const inert = formula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
