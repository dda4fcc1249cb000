import type { Check } from "./check.ts";

/** The store's modules are loaded here and not above: on an old Node they must not be. */
export async function checkDrivers(): Promise<Check[]> {
  const { openDatabase } = await import("#core/store/index/db.ts");
  const failures: string[] = [];
  for (const driver of ["better-sqlite3", "node:sqlite"] as const) {
    try {
      const database = openDatabase(":memory:", driver);
      const row = database.prepare("SELECT sqlite_version() AS version").get();
      database.close();
      const found = `${driver}, SQLite ${String(row?.["version"])}`;
      if (failures.length === 0) return [{ name: "SQLite", state: "ok", found }];
      const advice = `better-sqlite3 does not work here (${failures[0]}); node:sqlite is used instead.`;
      return [{ name: "SQLite", state: "advice", found, advice }];
    } catch (error) {
      failures.push(error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error));
    }
  }
  const advice = "Use Node.js 22.14 or newer, and glibc 2.34 or newer for better-sqlite3.";
  return [{ name: "SQLite", state: "failed", found: failures.join("; "), advice }];
}

export async function checkIndex(root: string): Promise<Check> {
  const { indexPlaces } = await import("#core/store/index/indexPlace.ts");
  const name = "index";
  const advice = "Set RUNICORN_INDEX_DIR to a folder of yours on a local disk.";
  try {
    for (const place of indexPlaces(root)) return { name, state: "ok", found: place };
    return { name, state: "failed", found: "no usable place", advice };
  } catch (error) {
    return { name, state: "failed", found: error instanceof Error ? error.message : "", advice };
  }
}
