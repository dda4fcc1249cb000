// Logs until it is killed. Prints the run's directory, then every step after its log() has returned.
import { writeSync } from "node:fs";

import { init } from "../../../sdk/typescript/src/index.ts";

const run = init({ project: "killed", storage: process.argv[2] ?? "" });
writeSync(1, `${run.runDir}\n`);
for (let step = 1; ; step++) {
  run.log({ loss: 1 / step, text: "x".repeat(step % 50), step_squared: step * step });
  writeSync(1, `${step}\n`);
}
