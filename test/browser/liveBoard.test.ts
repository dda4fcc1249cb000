import assert from "node:assert/strict";
import { hostname } from "node:os";

import { appendPoints, type TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

import { BrowserStage } from "./browserStage.ts";
import type { WatchedPage } from "./watchedPage.ts";

const runs = 10;
const steps = 400;
const value = (run: number, step: number) => run / 10 + 1 / (1 + step / 50);

/** Ten runs that log `a`, `b` and `c`; the last goes on, and has no `c`. Returns its directory. */
function writeRuns(store: TempStore): string {
  const now = Date.now() / 1000;
  return Array.from({ length: runs }, (_, run) => {
    const isLive = run === runs - 1;
    return store.writeRun({
      id: `20260101_12000${run}_aaaaaa`,
      meta: {
        alias: `run ${run}`,
        ...(isLive && { created_at: now, pid: process.pid, hostname: hostname() }),
      },
      ...(isLive && { status: { status: "running", started_at: now } }),
      points: Array.from({ length: steps }, (_, step) => ({
        a: value(run, step),
        b: 1 - value(run, step),
        ...(!isLive && { c: value(run, step) ** 2 }),
      })),
    });
  }).at(-1)!;
}

describe("a live board in a browser", () => {
  let stage: BrowserStage;
  let page: WatchedPage;
  let directory: string;
  const asked: string[] = [];

  before(async () => {
    stage = await BrowserStage.set((store) => {
      directory = writeRuns(store);
    });
    page = await stage.open();
    await page.page.locator(".card").first().waitFor();
    const ids = Array.from({ length: runs }, (_, run) => `20260101_12000${run}_aaaaaa`);
    await page.page.goto(stage.comparison(ids));
    for (const metric of ["a", "b", "c"]) await page.untilDrawn(metric, steps);
    await until(async () => (await page.page.locator(".compared-run").count()) === runs);
    page.page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  });

  after(() => stage.strike());

  /** How often each chart has been drawn since. */
  const countDraws = () =>
    page.page.evaluate(() => {
      const draws: Record<string, number> = {};
      (globalThis as unknown as { draws: object }).draws = draws;
      for (const card of document.querySelectorAll<HTMLElement>("[data-metric]")) {
        const key = card.dataset["metric"] ?? "";
        draws[key] = 0;
        new MutationObserver((changes) => {
          draws[key] = (draws[key] ?? 0) + changes.length;
        }).observe(card.querySelector(".plot")!, { attributeFilter: ["data-drawn"] });
      }
    });
  const draws = () =>
    page.page.evaluate(
      () => (globalThis as unknown as { draws: Record<"a" | "b" | "c", number> }).draws,
    );

  it("draws the charts of the run that goes on, each once for a point, and asks for no curve", async () => {
    // What the page asked for and drew as it opened is over once nothing has been drawn for a while.
    await countDraws();
    let before = "";
    await until(async () => {
      const now = JSON.stringify(await draws());
      const isQuiet = now === before;
      before = now;
      return isQuiet;
    });
    await countDraws();
    asked.length = 0;
    const points = 15;
    for (let i = 1; i <= points; i++) {
      const step = steps + i;
      appendPoints(directory, [{ a: value(9, step), b: 1 - value(9, step) }], step);
      await page.untilDrawn("a", step);
      await page.untilDrawn("b", step);
    }
    const { a, b, c } = await draws();
    assert.equal(c, 0, "its chart does not show the run");
    for (const n of [a, b]) assert.ok(n >= 1 && n <= points + 2, `${n} times for ${points} points`);
    assert.deepEqual(
      asked.filter((address) => address.endsWith("/query")),
      [],
    );
  });

  it("asks for no curve either where relative time or another metric is on the x axis", async () => {
    let step = steps + 100;
    for (const [axis, place] of [
      ["Relative time", () => step - 1],
      ["a", () => value(9, 0)],
    ] as const) {
      await page.page.getByRole("combobox", { name: "X axis" }).first().click();
      await page.page.getByRole("option", { name: axis, exact: true }).click();
      await until(async () => (await page.drawn("b")) !== step);
      const log = async () => {
        step += 1;
        await countDraws();
        appendPoints(directory, [{ a: value(9, step), b: 1 - value(9, step) }], step);
        await until(async () => (await draws()).b > 0);
      };
      // What the viewer tells of a curve's points may be of a moment after it answered: then it is asked once more.
      const told = page.page.waitForResponse((answer) => answer.url().includes("/metrics?"));
      await log();
      await told;
      await log();
      asked.length = 0;
      for (let i = 0; i < 5; i++) await log();
      assert.ok((await page.drawn("b")) <= place() + 0.5, axis);
      assert.deepEqual(
        asked.filter((address) => address.endsWith("/query")),
        [],
        axis,
      );
    }
    assert.deepEqual(page.errors, []);
  });
});
