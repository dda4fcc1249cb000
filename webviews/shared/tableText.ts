import { markdownText } from "#core/protocol/markdownText.ts";

import { showControls } from "./showControls.ts";

/** Rows of texts as a table of Markdown, the first one as its head. */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const [head = [], ...others] = rows.map((row) => row.map(markdownCell));
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |\n`;
  return [line(head), line(head.map(() => ":--")), ...others.map(line)].join("");
}

/** Rows of texts as comma-separated values. */
export function csvTable(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(csvCell).join(",")}\r\n`).join("");
}

export function markdownCell(text: string): string {
  return markdownText(showControls(text.replaceAll(/\s+/gu, " ")));
}

/** A text that a spreadsheet would take for a formula begins with a quote there; a number never is one. */
export function csvCell(text: string): string {
  const isFormula = /^[=+\-@\t\r]/u.test(text) && !/^-?[\d.]+(?:e[+-]?\d+)?$/iu.test(text);
  const harmless = isFormula ? `'${text}` : text;
  return /[",\r\n]/u.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
