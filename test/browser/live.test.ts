import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import { gateOf } from "#test/support/gateOf.ts";

import { logSteps } from "../pages/logSteps.ts";
import { BrowserStage } from "./browserStage.ts";
import { Training } from "./training.ts";
import type { WatchedPage } from "./watchedPage.ts";

describe("a training beside the browser page", () => {
  let stage: BrowserStage;
  let page: WatchedPage;
  let training: Training;

  before(async () => {
    stage = await BrowserStage.set();
    page = await stage.open();
  });

  after(async () => {
    training.dispose();
    await stage.strike();
  });

  it("says how to begin while there is no run, and leaves no ticket in the address", async () => {
    await page.page.getByText("No runs yet").waitFor();
    await page.page.getByText("import runicorn as rn").waitFor();
    assert.ok(!page.page.url().includes("ticket"));
    await page.shot("empty-dark");
  });

  it("opens the first run when it begins, within a second", async () => {
    const began = performance.now();
    training = new Training(stage.store.root);
    const id = await training.id;
    const known = performance.now();
    await page.page.locator(`[data-run="${id}"]`).waitFor();
    const waited = performance.now() - known;
    console.log(
      `    run in the list ${Math.round(waited)} ms after init (${Math.round(performance.now() - began)} ms after start)`,
    );
    assert.ok(waited < gateOf(1000));
    await page.page.getByText("No metric was logged yet.").waitFor();
  });

  it("draws each new point within a second of log()", async () => {
    const waits: number[] = [];
    for (let step = 1; step <= 20; step++) {
      await training.log({ loss: 1 / step, accuracy: 1 - 1 / step });
      const logged = performance.now();
      await page.untilDrawn("loss", step, 5000);
      waits.push(performance.now() - logged);
      // The pace of a training, out of step with every interval of ours.
      await sleep(130 + 37 * (step % 7));
    }
    waits.sort((a, b) => a - b);
    const [median, worst] = [waits[10] ?? NaN, waits.at(-1) ?? NaN];
    console.log(
      `    newest point drawn after ${Math.round(median)} ms (median), ${Math.round(worst)} ms (worst of 20)`,
    );
    assert.ok(worst < gateOf(1000));
  });

  it("leaves the header alone as points arrive", async () => {
    const heading = await page.page.locator("h1").elementHandle();
    await training.log({ loss: 4, accuracy: 0.3 });
    await page.untilDrawn("loss", 21);
    // Longer than the pause between two states.
    await sleep(500);
    assert.equal(await heading.evaluate((node) => node.isConnected), true);
  });

  it("changes the pixels of the chart as points arrive", async () => {
    const before = await page.pixels("loss");
    await training.log({ loss: 5, accuracy: 0.2 });
    await page.untilDrawn("loss", 22);
    const after = await page.pixels("loss");
    let changed = 0;
    for (let i = 0; i < after.data.length; i++) if (after.data[i] !== before.data[i]) changed += 1;
    assert.ok(changed > 1000, `${changed} bytes changed`);
    await page.page.locator(".card-last", { hasText: /^5$/ }).waitFor();
  });

  it("follows the end of the log, and stays where the reader scrolled to", async () => {
    await logSteps(() => page).follow((line) => training.text(line));
    await page.page.getByRole("tab", { name: "Charts" }).click();
  });

  it("tells that the run has finished", async () => {
    await training.finish();
    await page.page.locator(".run-header .status-finished").waitFor({ timeout: 2000 });
    await page.page.locator(".row .status-finished").waitFor({ timeout: 2000 });
  });

  it("shows a training that is killed as failed, within two seconds or little more", async () => {
    const other = new Training(stage.store.root);
    const id = await other.id;
    await page.page.locator(`[data-run="${id}"]`).click();
    await page.page.locator(".run-header .status-running").waitFor();
    other.kill();
    const killed = performance.now();
    await page.page.locator(".run-header .status-failed").waitFor({ timeout: 6000 });
    console.log(`    failed ${Math.round(performance.now() - killed)} ms after kill -9`);
  });

  it("met no error, no violation of its policy and no foreign request", async () => {
    assert.deepEqual(page.errors, []);
    assert.deepEqual(await page.violations(), []);
    assert.deepEqual(page.foreign, []);
  });
});
