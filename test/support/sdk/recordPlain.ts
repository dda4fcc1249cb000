// A training in a file of its own: begins a run as told, records two metrics at different places, ends.
import { existsSync } from "node:fs";
import path from "node:path";

import { init } from "../../../sdk/typescript/src/index.ts";

const { RUN_OPTIONS: given = "{}" } = process.env;
const options = JSON.parse(given) as Record<string, unknown>;

/** A run that ends leaves out what is not captured yet: on a busy machine it has the time it takes. */
function awaitFile(file: string): void {
  const end = Date.now() + Number(process.env["RUN_AWAITS_MS"] ?? 0);
  const cell = new Int32Array(new SharedArrayBuffer(4));
  while (!existsSync(file) && Date.now() < end) Atomics.wait(cell, 0, 0, 10);
}

function train(): string {
  const run = init({ project: "captured", ...options });
  for (let epoch = 0; epoch < 3; epoch++) run.log({ loss: 1 / (epoch + 1) });
  const later = [1, 2].map((value) => {
    run.log({ loss: value, accuracy: value });
    return value;
  });
  awaitFile(path.join(run.runDir, "environment.json"));
  run.finish();
  return `${run.runDir} ${later.length}`;
}

process.stdout.write(`${train().split(" ")[0]}\n`);
