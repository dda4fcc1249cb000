// Runs one training after another until it is killed; the same as log_forever.py beside it.
import { writeSync } from "node:fs";

import { type InitOptions, init } from "../../../sdk/typescript/src/index.ts";

function say(what: object): void {
  writeSync(1, `${JSON.stringify(what)}\n`);
}

const [storage = "", options = "{}"] = process.argv.slice(2);
for (let length = Math.random() < 0.5 ? 1e9 : 50; ; length = 50) {
  const run = init({ project: "killed", storage, ...(JSON.parse(options) as InitOptions) });
  say({ directory: run.runDir });
  run.setPrimaryMetric("acc");
  for (let step = 1; step <= length; step++) {
    run.log({ loss: 1 / step, text: "x".repeat(step % 50), acc: step * step });
    say({ logged: step });
    if (step % 7 === 0) {
      run.flush();
      say({ flushed: step });
    }
  }
  run.summary({ length });
  run.finish();
  say({ finished: true });
}
