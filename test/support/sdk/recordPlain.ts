// A training in a file of its own: begins a run as told, records two metrics at different places, ends.
import { init } from "../../../sdk/typescript/src/index.ts";

const { RUN_OPTIONS: given = "{}" } = process.env;
const options = JSON.parse(given) as Record<string, unknown>;

function train(): string {
  const run = init({ project: "captured", ...options });
  for (let epoch = 0; epoch < 3; epoch++) run.log({ loss: 1 / (epoch + 1) });
  const later = [1, 2].map((value) => {
    run.log({ loss: value, accuracy: value });
    return value;
  });
  run.finish();
  return `${run.runDir} ${later.length}`;
}

process.stdout.write(`${train().split(" ")[0]}\n`);
