import assert from "node:assert/strict";

import { until } from "#test/support/until.ts";

import { BrowserStage } from "./browserStage.ts";
import { idOf } from "./harpRuns.ts";
import type { WatchedPage } from "./watchedPage.ts";

const lines = (count: number) => Array.from({ length: count }, (_, i) => `line ${i}\n`).join("");

describe("the slider of a log", () => {
  let stage: BrowserStage;
  let page: WatchedPage;

  before(async () => {
    stage = await BrowserStage.set((store) => {
      store.writeRun({ id: idOf(0), log: lines(5000) });
      store.writeRun({ id: idOf(1), log: lines(300) });
    });
    page = await stage.open(`/runs/${idOf(0)}`);
    await page.page.getByRole("tab", { name: "Log" }).click();
  });

  after(() => stage.strike());

  const jumpTo = async (place: string, line: string) => {
    const jump = page.page.getByRole("textbox", { name: "Time, step or %" });
    await jump.fill(place);
    await jump.press("Enter");
    await until(async () => (await page.page.locator(".log-here").textContent()) === line);
  };
  const slider = () => page.page.getByRole("slider", { name: "Position in the log" });
  const isAbout = (part: number) =>
    until(async () => Math.abs(Number(await slider().inputValue()) / 1000 - part) < 0.015);

  it("is where the reader is, after a jump and while the log is scrolled", async () => {
    await isAbout(1);
    await jumpTo("50%", "line 2556");
    await isAbout(0.5);
    // From here to the end everything is read at once.
    await jumpTo("95%", "line 4756");
    await isAbout(0.95);
    assert.match((await slider().getAttribute("aria-valuetext")) ?? "", /^9[4-6] %$/u);
    await jumpTo("0%", "line 0");
    await isAbout(0);
    await page.page.locator(".log-lines").evaluate((log) => (log.scrollTop = log.scrollHeight / 2));
    await isAbout(0.05);
    await page.page.getByRole("button", { name: "Follow the end" }).click();
    await isAbout(1);
  });

  it("is not there where all of the log is, wherever the reader goes", async () => {
    await page.page.goto(new URL(`/runs/${idOf(1)}`, stage.link).href);
    await page.page.getByRole("tab", { name: "Log" }).click();
    await page.page.getByText("line 299", { exact: true }).waitFor();
    assert.equal(await slider().count(), 0);
    for (const [place, line] of [
      ["50%", "line 157"],
      ["0%", "line 0"],
      ["99%", "line 298"],
    ] as const) {
      await jumpTo(place, line);
      assert.equal(await slider().count(), 0, place);
    }
  });
});
