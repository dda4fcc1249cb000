import assert from "node:assert/strict";

import { gateOf } from "#test/support/gateOf.ts";
import { TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

import { reportFailures } from "../reportFailures.ts";
import { Stage } from "../stage.ts";

const runs = 2000;

describe(`a store of ${runs} runs`, () => {
  let stage: Stage;
  reportFailures(() => stage);

  before(async () => {
    // A tooltip below the pointer would take the wheel's turns in place of the list.
    const settings = { "workbench.hover.delay": 600_000 };
    stage = await Stage.set({ settings }, (folder) => {
      const store = new TempStore(folder);
      for (let i = 0; i < runs; i++) {
        const id = `20260101_${String(i).padStart(6, "0")}_aaaaaa`;
        const meta = { alias: `run ${i}`, created_at: 1_767_268_800 + i };
        store.writeRun({ id, project: "sweep", name: i % 2 ? "odd" : "even", meta });
      }
    });
  });
  after(() => stage.strike());

  it("is shown a page at a time, without freezing the window", async () => {
    const { page, workbench } = stage;
    await workbench.showRunicorn();
    const began = Date.now();
    await workbench.row("run 1998").first().waitFor({ timeout: 30_000 });
    console.log(`      first page of ${runs} runs shown after ${Date.now() - began} ms`);
    await stage.shot("large-store");
    // The longest gap between two frames while the whole list is gone through.
    const gap = page.evaluate(
      async () =>
        new Promise<number>((resolve) => {
          const began = performance.now();
          let last = began;
          let longest = 0;
          const frame = () => {
            const now = performance.now();
            longest = Math.max(longest, now - last);
            last = now;
            if (now - began > 3000) resolve(longest);
            else requestAnimationFrame(frame);
          };
          requestAnimationFrame(frame);
        }),
    );
    await page.mouse.move(150, 400);
    for (let i = 0; i < 20; i++) {
      // One turn after the other, as a person turns the wheel.
      await page.mouse.wheel(0, 300);
    }
    console.log(`      longest gap between two frames: ${(await gap).toFixed(0)} ms`);
    assert.ok((await gap) < gateOf(1000));
  });

  it("loads more when asked", async () => {
    const { page, workbench } = stage;
    const scrollTo = (text: string) =>
      until(
        async () => {
          await page.mouse.wheel(0, 200);
          return workbench.row(text).first().isVisible();
        },
        { timeout: 20_000, every: 50 },
      );
    await page.mouse.wheel(0, -20_000);
    await scrollTo("Load more");
    await workbench.row("Load more").first().click();
    await page.mouse.move(150, 400);
    await scrollTo("run 1700");
  });

  it("is filtered by words", async () => {
    const { page, workbench } = stage;
    await workbench.run("Runicorn: Filter Runs…");
    await page.locator(".quick-input-widget input.input").fill("odd 777");
    await page.keyboard.press("Enter");
    await workbench.row("run 777").waitFor();
    await until(async () => (await workbench.row("run ").count()) === 2); // 777, 1777
    await workbench.run("Runicorn: Clear Filter");
    await workbench.row("2000 runs").waitFor();
  });

  const quick = () => stage.page.locator(".quick-input-widget");
  const offered = (text: string) => quick().locator(".monaco-list-row").filter({ hasText: text });
  const type = (text: string) => quick().locator("input.input").fill(text);

  it("is all there where a run is asked for", async () => {
    const { page, workbench } = stage;
    await workbench.run("Runicorn: Copy Run Id");
    await offered("run 1999").first().waitFor();
    // Far beyond the newest, by the name it has in its description and a part of its id, in any case.
    await type("EVEN _00004");
    await until(async () => (await offered("run").allInnerTexts()).length === 5);
    await stage.shot("large-store-pick");
    await offered("run 42").waitFor();
    await type("000042");
    await until(async () => (await quick().locator(".monaco-list-row").count()) === 1);
    await page.keyboard.press("Enter");
    await quick().waitFor({ state: "hidden" });
  });

  it("is all there where runs to compare are chosen, and those ticked stay", async () => {
    const { page, workbench } = stage;
    await workbench.run("Runicorn: Compare Runs…");
    await offered("run 1999").first().click();
    await type("000042");
    // What is ticked, and what was found.
    await until(async () => (await quick().locator(".monaco-list-row").count()) === 2);
    await offered("run 42").first().click();
    await type("000777");
    await until(async () => (await quick().locator(".monaco-list-row").count()) === 3);
    await stage.shot("large-store-ticked");
    await offered("run 1999").first().click();
    await offered("run 777").first().click();
    await page.keyboard.press("Enter");
    const shown = workbench.dashboard.locator(".compared-run");
    await shown.filter({ hasText: "run 42" }).waitFor({ timeout: 30_000 });
    await shown.filter({ hasText: "run 777" }).waitFor();
    assert.equal(await shown.count(), 2);
  });
});
