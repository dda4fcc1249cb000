import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import path from "node:path";

import { type Row, readDocument, readEvents } from "#test/support/sdk/readRun.ts";
import { sdks } from "#test/support/sdk/sdks.ts";
import { TempStore } from "#test/support/tempStore.ts";

const examples = path.resolve(import.meta.dirname, "../../../examples");

describe("The example training", function () {
  this.timeout(60_000);
  const store = new TempStore();
  after(() => store.dispose());

  for (const sdk of sdks) {
    const script = path.join(examples, sdk.name, sdk.name === "python" ? "train.py" : "train.ts");

    it(`in ${sdk.name} learns`, async () => {
      const options = ["--seed", "2", "--epochs", "4", "--name", sdk.name, "--hidden", "24"];
      const child = spawn(sdk.command, [script, ...options, "--storage", store.root], {
        env: sdk.env,
        stdio: ["ignore", "ignore", "pipe"],
      });
      let complaints = "";
      child.stderr.setEncoding("utf8").on("data", (text: string) => (complaints += text));
      const [code] = (await once(child, "close")) as [number];
      assert.equal(code, 0, complaints);
      assert.equal(complaints, "");

      const runs = path.join(store.root, "digits", sdk.name, "runs");
      const directory = path.join(runs, String(readdirSync(runs)[0]));
      const { rows, garbage } = readEvents(directory);
      assert.deepEqual(garbage, []);
      const losses = values(rows, "train/loss");
      assert.ok(losses.length > 100);
      assert.ok(mean(losses.slice(-20)) < mean(losses.slice(0, 20)) / 3, "the loss falls");
      const accuracies = values(rows, "val/acc");
      assert.equal(accuracies.length, 4);
      assert.ok(Number(accuracies.at(-1)) > 0.85, `accuracy ${accuracies.join(", ")}`);
      assert.equal(values(rows, "lr").length, losses.length);
      assert.equal(values(rows, "grad_norm").length, losses.length);

      const summary = readDocument(directory, "summary.json");
      assert.equal(summary["best_metric_name"], "val/acc");
      assert.equal(summary["best_metric_value"], Math.max(...accuracies));
      assert.equal(readDocument(directory, "status.json")["status"], "finished");
    });
  }
});

function values(rows: readonly Row[], key: string): number[] {
  return rows.flatMap(({ data }) => (key in data ? [Number(data[key])] : []));
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
