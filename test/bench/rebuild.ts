// An index that is gone, built anew from many small runs: `npm run bench -- rebuild [runs, default 10000]`.
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { Store } from "#core/store/store.ts";
import { generateRuns } from "#test/support/generateRuns.ts";

import { judge } from "./judge.ts";
import { ms, print, timeOf } from "./print.ts";

const count = Number(process.argv[2] ?? 10_000);
const folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-bench-"));
try {
  const root = path.join(folder, "store");
  print(
    `${count} runs of 10 steps written`,
    ms(timeOf(() => generateRuns({ root, count, records: 10, metrics: 4 }))),
  );
  const begun = performance.now();
  const store = await Store.open({ root });
  const opened = performance.now() - begun;
  while (store.counts().pending > 0 || store.counts().runs < count) await sleep(20);
  const value = (performance.now() - begun) / 1000;
  store.dispose();
  const beside = `the list answers after ${ms(opened)}`;
  judge({ bar: "rebuild", what: `${count} runs indexed anew`, value, unit: "s", most: 20, beside });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
