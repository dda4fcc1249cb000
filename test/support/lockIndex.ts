// `lockIndex FILE MS`: holds the write lock of an SQLite file for so long, says when it has it, and ends.
import { openDatabase } from "#core/store/index/db.ts";

const [file = "", ms = "0"] = process.argv.slice(2);
const db = openDatabase(file);
db.exec("BEGIN IMMEDIATE");
process.stdout.write("locked\n");
setTimeout(() => {
  db.exec("ROLLBACK");
  db.close();
}, Number(ms));
