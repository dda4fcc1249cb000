/**
 * Trains a small neural network on handwritten digits and records it with Runicorn.
 *
 *     node examples/typescript/train.ts --seed 1
 *
 * Nothing but Node and the SDK; it takes about twenty seconds in which the charts grow.
 */
import { setImmediate } from "node:timers/promises";
import { parseArgs } from "node:util";

import { withRun } from "../../sdk/typescript/src/index.ts";
import { loadDigits, shuffle } from "./digits.ts";
import { Network } from "./network.ts";
import { seededRandom } from "./random.ts";

const batchSize = 32;
const momentum = 0.9;
const weightDecay = 1e-4;

const { values: args } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    epochs: { type: "string", default: "30" },
    lr: { type: "string", default: "0.02" },
    hidden: { type: "string", default: "768" },
    storage: { type: "string" },
    project: { type: "string", default: "digits" },
    name: { type: "string", default: "mlp" },
  },
});
const { storage, project, name } = args;
const [seed, epochs, peak, hidden] = [args.seed, args.epochs, args.lr, args.hidden].map(Number) as [
  number,
  number,
  number,
  number,
];

const options = {
  project,
  name,
  config: { seed, epochs, lr: peak, hidden, batch: batchSize, momentum, weight_decay: weightDecay },
  tags: ["typescript"],
  alias: `seed ${seed}`,
  ...(storage === undefined ? {} : { storage }),
};

await withRun(options, async (run) => {
  process.once("SIGINT", () => {
    run.finish("interrupted");
    process.exit(130);
  });
  const { training, validation } = loadDigits(seededRandom(0));
  const random = seededRandom(seed);
  const network = new Network(hidden, random);
  const steps = epochs * Math.ceil(training.length / batchSize);

  run.setPrimaryMetric("val/acc", "max");
  run.logText(`${training.length} training and ${validation.length} validation examples`);
  let step = 0;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    shuffle(training, random);
    for (let start = 0; start < training.length; start += batchSize) {
      // Half a cosine: from the full learning rate down to zero.
      const lr = peak * 0.5 * (1 + Math.cos((Math.PI * step) / steps));
      const batch = training.slice(start, start + batchSize);
      const { loss, accuracy, norm } = network.train(batch, { lr, momentum, weightDecay });
      step += 1;
      run.log({ "train/loss": loss, "train/acc": accuracy, lr, grad_norm: norm }, { step });
      // Lets Ctrl+C through.
      await setImmediate();
    }
    const { loss, accuracy } = network.evaluate(validation);
    run.log({ "val/loss": loss, "val/acc": accuracy, epoch }, { step });
    run.summary({ "val/loss": loss, "val/acc": accuracy, steps: step });
    const line = `epoch ${epoch} of ${epochs}: validation loss ${loss.toFixed(4)}, accuracy ${(accuracy * 100).toFixed(2)} %`;
    run.logText(line);
    console.log(line);
  }
});
