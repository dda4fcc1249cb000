import type { RunRecord } from "../runRecord.ts";
import { attempt, inlineBytes, words, writeFile } from "./attempt.ts";
import { tableOf } from "./table.ts";
import { tableJson } from "./tableJson.ts";

/** What `logTable` takes beside the rows. */
export interface TableOptions {
  readonly step?: number | bigint;
  /** Names the columns; of objects it chooses some. */
  readonly columns?: readonly string[];
}

/** Records a table of at most 1,000,000 cells and 64 MiB. Never throws. */
export function logTable(
  record: RunRecord,
  key: string,
  data: unknown,
  options: TableOptions = {},
): void {
  attempt(record, "logTable", key, (tell) => {
    const table = tableOf(data, options.columns, tell);
    const pieces = tableJson(table, tell);
    const facts = { columns: table.columns, row_count: table.rowCount };
    const size = pieces.reduce((bytes, piece) => bytes + piece.length, 0);
    if (size > inlineBytes) {
      return writeFile(record, "table", key, "json", pieces, facts, options.step);
    }
    record.event("table", { key: words(key), ...facts, rows: table.rows }, options.step);
    return "";
  });
}
