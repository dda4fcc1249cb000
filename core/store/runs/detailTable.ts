import type { Database, SqlRow } from "#core/store/index/db.ts";
import { checkRow, rowChecksum } from "#core/store/index/rowChecksum.ts";

import type { Layouts } from "./layouts.ts";
import type { DetailTexts } from "./runTexts.ts";

export const detailTable = `
  CREATE TABLE detail (
    run INTEGER PRIMARY KEY, layout INTEGER NOT NULL, cells TEXT NOT NULL, extra TEXT NOT NULL,
    sum INTEGER NOT NULL);`;

/** `names[i]` is the field of `cells[i]`: `config.<path>` with any value, `summary.<path>` with those to sort by. */
export interface DetailRow {
  readonly run: number;
  readonly names: readonly string[];
  readonly cells: string;
  readonly extra: string;
}

/** Configuration and summary of each run. Reading throws `DamagedIndexError`. */
export class DetailTable {
  readonly #db: Database;
  readonly #layouts: Layouts;

  constructor(db: Database, layouts: Layouts) {
    this.#db = db;
    this.#layouts = layouts;
  }

  get(run: number): DetailRow | undefined {
    const row = this.#db.prepare("SELECT * FROM detail WHERE run = ?").get(run);
    return row && this.#toRow(row);
  }

  /** Rows of runs above `after`, ascending. */
  page(after: number, limit: number): DetailRow[] {
    return this.#db
      .prepare("SELECT * FROM detail WHERE run > ? ORDER BY run LIMIT ?")
      .all(after, limit)
      .map((row) => this.#toRow(row));
  }

  /** False where the row is the same already. `isKnown`: there is one. */
  put(run: number, { names, cells, extra }: DetailTexts, isKnown: boolean): boolean {
    const layout = this.#layouts.idOfText(names);
    const sum = rowChecksum(run, layout, cells, extra);
    if (isKnown) {
      const before = this.#db.prepare("SELECT * FROM detail WHERE run = ?").get(run);
      if (before?.["cells"] === cells && before["extra"] === extra && before["sum"] === sum)
        return false;
    }
    const insert = isKnown ? "INSERT OR REPLACE" : "INSERT";
    this.#db
      .prepare(`${insert} INTO detail VALUES (?, ?, ?, ?, ?)`)
      .run(run, layout, cells, extra, sum);
    return true;
  }

  remove(run: number): void {
    this.#db.prepare("DELETE FROM detail WHERE run = ?").run(run);
  }

  #toRow(row: SqlRow): DetailRow {
    const [run, layout] = [Number(row["run"]), Number(row["layout"])];
    const [cells, extra] = [String(row["cells"]), String(row["extra"])];
    checkRow(row["sum"], [run, layout, cells, extra]);
    return { run, names: this.#layouts.namesOf(layout), cells, extra };
  }
}

/** A run's hyper-parameters by dotted path. */
export function configOf({ names, cells }: DetailRow): Record<string, unknown> {
  const values = JSON.parse(cells) as unknown[];
  return Object.fromEntries(
    names.flatMap((name, i) =>
      name.startsWith("config.") ? [[name.slice("config.".length), values[i]]] : [],
    ),
  );
}
