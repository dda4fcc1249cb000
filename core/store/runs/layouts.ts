import { createHash } from "node:crypto";

import { DamagedIndexError } from "#core/store/index/damagedIndexError.ts";
import type { Database, SqlValue } from "#core/store/index/db.ts";

export const layoutTable = "CREATE TABLE layout (id INTEGER PRIMARY KEY, names TEXT NOT NULL);";

/** Lists of names that many runs share; a run then needs its values only. The id of a list is a hash of it. */
export class Layouts {
  readonly #db: Database;
  /** Those known to be in the database. */
  readonly #names = new Map<number, readonly string[]>();
  readonly #ids = new Map<string, number>();
  #all: { readonly count: SqlValue | undefined; readonly names: ReadonlySet<string> } | undefined;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Writes the list if it is a new one; in the transaction of what refers to it. */
  idOf(names: readonly string[]): number {
    return this.idOfText(JSON.stringify(names));
  }

  /** The same of a list as JSON. */
  idOfText(text: string): number {
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    const id = hash(text);
    this.#db.prepare("INSERT OR IGNORE INTO layout VALUES (?, ?)").run(id, text);
    this.#ids.set(text, id);
    this.#names.set(id, JSON.parse(text) as string[]);
    return id;
  }

  namesOf(id: number): readonly string[] {
    const known = this.#names.get(id);
    if (known) return known;
    const text = this.#db.prepare("SELECT names FROM layout WHERE id = ?").get(id)?.["names"];
    if (typeof text !== "string" || hash(text) !== id) {
      throw new DamagedIndexError("a list of names does not match its checksum");
    }
    const names = JSON.parse(text) as string[];
    this.#names.set(id, names);
    this.#ids.set(text, id);
    return names;
  }

  /** The names of all lists, also of those that no run has any more. */
  allNames(): ReadonlySet<string> {
    const count = this.#db.prepare("SELECT count(*) AS n FROM layout").get()?.["n"];
    if (this.#all && this.#all.count === count) return this.#all.names;
    const ids = this.#db.prepare("SELECT id FROM layout").all();
    const names = new Set(ids.flatMap(({ id }) => this.namesOf(Number(id))));
    this.#all = { count, names };
    return names;
  }

  /** A transaction was rolled back, and with it perhaps a list it wrote. */
  forget(): void {
    this.#names.clear();
    this.#ids.clear();
  }
}

function hash(text: string): number {
  return createHash("sha256").update(text).digest().readUIntBE(0, 6);
}
