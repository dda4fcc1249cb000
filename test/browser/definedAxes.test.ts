import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import path from "node:path";

import { appendPoints, type TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

import { BrowserStage } from "./browserStage.ts";
import type { WatchedPage } from "./watchedPage.ts";

/** Ten steps to an epoch. */
function writeEpochs(store: TempStore, id: string): string {
  return store.writeRun({
    id,
    meta: { alias: id },
    status: { status: "running", started_at: 1_767_268_800 },
    points: Array.from({ length: 50 }, (_, i) => ({
      epoch: Math.floor(i / 10),
      "val/loss": 2 / (i + 1),
      "train/loss": 3 / (i + 1),
      lr: 0.1,
    })),
  });
}

function define(directory: string, data: object): void {
  const line = JSON.stringify({ ts: 1_767_268_801, type: "define_metric", data });
  appendFileSync(path.join(directory, "events.jsonl"), `${line}\n`);
}

describe("charts over what runs say, in a browser", () => {
  let stage: BrowserStage;
  let watched: WatchedPage;
  let live: string;

  before(async () => {
    stage = await BrowserStage.set((store) => {
      live = writeEpochs(store, "first");
      define(live, {
        key: "val/*",
        x: "epoch",
        unit: "nats",
        description: "Mean over <b>tokens</b>.",
      });
      define(live, { key: "lr", x: "nothing logged" });
      writeEpochs(store, "second");
    });
    watched = await stage.open("/runs/first");
  });
  after(() => stage.strike());

  const drawn = (key: string) => watched.drawn(key);

  it("are drawn over the metric a run names, with their unit and what it is; others over steps", async () => {
    await until(async () => (await drawn("val/loss")) === 4);
    await until(async () => (await drawn("train/loss")) === 50 && (await drawn("lr")) === 50);
    const card = watched.page.locator('[data-metric="val/loss"]');
    assert.equal(await card.locator(".card-unit").innerText(), "nats");
    assert.equal(
      await card.locator(".card-name").getAttribute("title"),
      "val/loss\nMean over <b>tokens</b>.",
    );
    await watched.shot("defined-axes");
  });

  it("follow a run that says so late", async () => {
    define(live, { key: "train/*", x: "epoch" });
    appendPoints(live, [{ epoch: 5, "train/loss": 0.01 }], 51);
    await until(async () => (await drawn("train/loss")) === 5);
  });

  it("are drawn as the reader says where the reader says anything", async () => {
    const axis = watched.page.getByLabel("X axis").first();
    await axis.click();
    await watched.page.getByRole("option", { name: "Relative time" }).click();
    await until(async () => (await drawn("val/loss")) !== 4);
    await axis.click();
    await watched.page.getByRole("option", { name: "Step", exact: true }).click();
    await until(async () => (await drawn("val/loss")) === 4);
  });

  it("are so on the compare page, where one of the runs says so", async () => {
    await watched.page.goto(stage.comparison(["second", "first"]));
    await until(async () => (await drawn("val/loss")) === 4 && (await drawn("train/loss")) === 5);
    await until(async () => (await drawn("lr")) === 50);
    await watched.shot("defined-axes-compared");
    assert.deepEqual(watched.errors, []);
  });
});
