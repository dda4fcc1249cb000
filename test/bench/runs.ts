// Prints figures of lists of runs: `npm run bench -- runs [runs, default 100000]`. Bar 8 of the project.
import { mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";

import { startServer } from "#core/server/server.ts";
import { Settings } from "#core/settings/settings.ts";
import { type Database, openDatabase } from "#core/store/index/db.ts";
import { Store } from "#core/store/store.ts";
import { generateRuns } from "#test/support/generateRuns.ts";

import { judge } from "./judge.ts";
import { median, ms, print, timeOf } from "./print.ts";
import { writeMetrics } from "./writeMetrics.ts";

const count = Number(process.argv[2] ?? 100_000);
const folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-bench-"));
const root = path.join(folder, "store");
const index = path.join(root, ".index");
const repeats = 60;

try {
  let dirs: readonly string[] = [];
  print(
    `${count} run directories written`,
    ms(timeOf(() => (dirs = generateRuns({ root, count })))),
  );
  (await Store.open({ root })).dispose();
  const documents = addMetrics(dirs);
  await benchLists(documents);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Gives every run metrics. Answers what a peer would index. */
function addMetrics(dirs: readonly string[]): string[] {
  const documents: string[] = [];
  writeMetrics(index, dirs, (runs, written) => {
    for (const [dir, { metrics }] of written) {
      const run = runs.get(dir);
      documents.push(JSON.stringify({ ...run?.run, config: run?.extra.config, metrics }));
    }
  });
  return documents;
}

async function benchLists(documents: readonly string[]): Promise<void> {
  const store = await Store.open({ root });
  const listen = { host: "127.0.0.1", port: 0 };
  const server = await startServer({
    store,
    settings: new Settings(folder),
    version: "bench",
    listen,
    auth: false,
  });
  const { listening } = server;
  if (!("port" in listening)) throw new Error("not on TCP");
  const ask = asker(listening.port);
  const rows = openDatabase(path.join(folder, "rows.db"));
  writeDocuments(rows, documents);
  const filter = "metrics.acc.min > 0.9 and config.lr <= 1e-3 and metrics.loss.max < 1.8";
  const where =
    "json_extract(doc, '$.metrics.acc.min') > 0.9 AND json_extract(doc, '$.config.lr') <= 1e-3 AND json_extract(doc, '$.metrics.loss.max') < 1.8";
  try {
    await bench({
      what: "first page of 100",
      ask: () => ask("/api/v2/runs?limit=100"),
      bar: 5,
    });
    await bench({
      what: "100 by a metric",
      ask: (i) => ask(`/api/v2/runs?limit=100&sort=metrics.metric_${7 + (i % 5)}.min`),
      peer: () =>
        rows
          .prepare(
            "SELECT doc FROM run ORDER BY json_extract(doc, '$.metrics.metric_7.min') DESC LIMIT 100",
          )
          .all(),
      bar: 5,
      ratio: 50,
    });
    await bench({
      what: "100 of a compound filter, with count",
      ask: () =>
        ask(`/api/v2/runs?limit=100&sort=metrics.loss.min&q=${encodeURIComponent(filter)}`),
      peer: () => {
        rows.prepare(`SELECT count(*) AS n FROM run WHERE ${where}`).get();
        rows
          .prepare(
            `SELECT doc FROM run WHERE ${where} ORDER BY json_extract(doc, '$.metrics.loss.min') DESC LIMIT 100`,
          )
          .all();
      },
      bar: 10,
      ratio: 5,
    });
    await bench({ what: "100 of a word", ask: () => ask("/api/v2/runs?limit=100&q=exp17") });
    await bench({
      what: "100 of a word that nowhere is",
      ask: () => ask("/api/v2/runs?limit=100&q=zzzq"),
    });
    await bench({ what: "1000 runs", ask: () => ask("/api/v2/runs?limit=1000") });
    await bench({
      what: "1000 runs with 30 metrics",
      ask: () => ask("/api/v2/runs?limit=1000&columns=metrics"),
    });
    await bench({
      what: "facets of five fields",
      ask: () => ask("/api/v2/runs/facets?fields=status,project,tag,host,config.lr"),
    });
    await bench({
      what: "groups by two fields",
      ask: () =>
        ask(
          "/api/v2/runs/groups?by=config.optimizer,config.lr&values=metrics.acc.max,metrics.loss.min",
        ),
    });
    await bench({ what: "projects", ask: () => ask("/api/v2/experiments") });
    await bench({
      what: "completion of a field",
      ask: () => ask("/api/v2/filter/complete?q=metr"),
    });
    const start = performance.now();
    await ask("/api/v2/runs/columns");
    print("all columns with their ranges, once", ms(performance.now() - start));
    print("memory", `${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB RSS`);
  } finally {
    await server.dispose();
    store.dispose();
    rows.close();
  }
}

interface Question {
  readonly what: string;
  readonly ask: (i: number) => Promise<unknown>;
  /** The same with json_extract on a row of JSON per run. */
  readonly peer?: () => void;
  /** Milliseconds the median may take. */
  readonly bar?: number;
  /** How many times as long the peer has to take. */
  readonly ratio?: number;
}

async function bench({ what, ask, peer, bar, ratio }: Question): Promise<void> {
  const start = performance.now();
  for (let i = 0; i < 5; i++) await ask(i);
  const first = performance.now() - start;
  const times: number[] = [];
  for (let i = 0; i < repeats; i++) {
    const start = performance.now();
    await ask(i);
    times.push(performance.now() - start);
  }
  const p50 = median(times);
  const p99 = times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? 0;
  print(what, `p50 ${ms(p50)}, p99 ${ms(p99)}, first five ${ms(first)}`);
  if (bar !== undefined) {
    judge({ bar: 8, what: `${what}, p50`, value: p50, unit: "ms", most: bar });
  }
  if (!peer || ratio === undefined) return;
  const ofPeer = median([0, 1, 2].map(() => timeOf(peer)));
  judge({
    bar: 8,
    what: `${what}, beside json_extract`,
    value: ofPeer / p50,
    unit: "times",
    least: ratio,
    beside: `theirs ${ms(ofPeer)}`,
  });
}

function writeDocuments(db: Database, documents: readonly string[]): void {
  db.exec("PRAGMA journal_mode = WAL; PRAGMA cache_size = -262144;");
  db.exec("CREATE TABLE run (id INTEGER PRIMARY KEY, doc TEXT NOT NULL); BEGIN");
  const insert = db.prepare("INSERT INTO run (doc) VALUES (?)");
  for (const document of documents) insert.run(document);
  db.exec("COMMIT");
}

/** Asks over one connection that is kept. */
function asker(port: number): (path: string) => Promise<Buffer> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const ask = async (path: string): Promise<Buffer> =>
    new Promise((resolve, reject) => {
      const request = http.get({ host: "127.0.0.1", port, path, agent }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          const body = Buffer.concat(chunks);
          if (response.statusCode === 200) resolve(body);
          else reject(new Error(`${path}: ${response.statusCode} ${body.toString()}`));
        });
      });
      request.on("error", (error) => {
        // While the peer held the event loop, the connection has been idle for too long.
        if (request.reusedSocket && "code" in error && error.code === "ECONNRESET") {
          resolve(ask(path));
        } else reject(error);
      });
    });
  return ask;
}
