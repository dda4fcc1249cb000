import { closeSync, openSync, readSync } from "node:fs";

import { openDatabase, transact } from "#core/store/index/db.ts";

const recordsPerTransaction = 10_000;

/** The obvious index: `JSON.parse`, and a row for each point. Returns points and how long they took, for the first `bytes` of a file. */
export function indexRowPerPoint(
  file: string,
  bytes: number,
  database: string,
): { points: number; seconds: number; cpuSeconds: number } {
  const buffer = Buffer.alloc(bytes);
  const descriptor = openSync(file, "r");
  const begun = performance.now();
  const cpu = process.cpuUsage();
  const length = readSync(descriptor, buffer, 0, bytes, 0);
  closeSync(descriptor);
  const lines = buffer.toString("utf8", 0, length).split("\n").slice(0, -1);
  const db = openDatabase(database);
  db.exec(`
    PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
    CREATE TABLE point (
      run INTEGER, metric INTEGER, step REAL, value REAL, ts REAL, PRIMARY KEY (run, metric, step)) WITHOUT ROWID;`);
  const insert = db.prepare("INSERT INTO point VALUES (1, ?, ?, ?, ?)");
  const metrics = new Map<string, number>();
  let points = 0;
  for (let from = 0; from < lines.length; from += recordsPerTransaction) {
    transact(db, () => {
      for (const line of lines.slice(from, from + recordsPerTransaction)) {
        const { data } = JSON.parse(line) as { data: Record<string, number> };
        const { global_step: step = 0, time = 0, ...values } = data;
        for (const [key, value] of Object.entries(values)) {
          let metric = metrics.get(key);
          if (metric === undefined) metrics.set(key, (metric = metrics.size));
          insert.run(metric, step, value, time);
          points++;
        }
      }
    });
  }
  db.close();
  const { user, system } = process.cpuUsage(cpu);
  const seconds = (performance.now() - begun) / 1000;
  return { points, seconds, cpuSeconds: (user + system) / 1e6 };
}
