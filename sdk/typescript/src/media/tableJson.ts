import { jsonText } from "../jsonText.ts";
import type { Table } from "./table.ts";
import type { Tell } from "./tell.ts";

const maxBytes = 64 * 2 ** 20;

/** `{"columns", "rows"}` in pieces, without the rows that do not fit, of which `tell` hears. NaN is bare. */
export function tableJson(table: Table, tell: Tell): Buffer[] {
  const pieces = [Buffer.from(`{"columns":${jsonText(table.columns)},"rows":[`)];
  let size = 0;
  for (const [index, row] of table.rows.entries()) {
    const piece = Buffer.from((index > 0 ? ",\n" : "\n") + jsonText(row));
    size += piece.length;
    if (size > maxBytes) {
      tell("bytes", `only the first ${index} rows of a table are recorded`);
      break;
    }
    pieces.push(piece);
  }
  pieces.push(Buffer.from("\n]}\n"));
  return pieces;
}
