import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";

import { until } from "#test/support/until.ts";

import { BrowserStage } from "./browserStage.ts";
import { logStages, writeStagedRun } from "./stagedRun.ts";
import type { WatchedPage } from "./watchedPage.ts";

const others = 250;
const idOf = (i: number) =>
  `20260101_12${String(Math.floor(i / 60)).padStart(2, "0")}00_${String(i).padStart(6, "0")}`;

const capture = (directory: string, numpy: string) => {
  const environment = { pip_packages: [`numpy==${numpy}`] };
  writeFileSync(path.join(directory, "environment.json"), JSON.stringify(environment));
};

describe("stages, ranks and what is kept of a page in a browser", () => {
  let stage: BrowserStage;
  let watched: WatchedPage;
  let live: string;

  before(async () => {
    stage = await BrowserStage.set((store) => {
      const status = { status: "running", started_at: 1_767_268_800 };
      for (let i = 0; i < others; i++) {
        const directory = store.writeRun({
          id: idOf(i),
          meta: { alias: `old ${i}`, created_at: 1_767_000_000 + i },
        });
        if (i === 3) capture(directory, "1.0");
      }
      const lr = (value: number) => ({ config: { lr: value, total: 1 } });
      live = writeStagedRun(store, {
        id: "staged",
        meta: { alias: "staged" },
        status,
        ...lr(0.1),
      });
      capture(live, "2.0");
      const second = writeStagedRun(store, {
        id: "second",
        meta: { alias: "second", tags: ["x"] },
        ...lr(0.1),
      });
      writeStagedRun(store, { id: "third", meta: { alias: "third" }, ...lr(0.01) });
      logStages(second, 201, [["test", 20]]);
    });
    watched = await stage.open(`/runs/staged`);
    await watched.untilDrawn("loss", 200);
  });
  after(() => stage.strike());

  const label = () => watched.plot("loss").locator("canvas").getAttribute("aria-label");
  const $ = (selector: string) => watched.page.locator(selector);

  it("marks where a stage begins, says so to those who do not see it, and follows as it changes", async () => {
    assert.match(
      (await label()) ?? "",
      /Stages: warmup from Step 1, train from Step 51, eval from Step 191$/,
    );
    const box = await watched.plot("loss").boundingBox();
    assert.ok(box);
    await watched.page.mouse.move(box.x + box.width * 0.6, box.y + box.height / 2);
    await $(".tooltip")
      .filter({ hasText: /Stage\s*train/ })
      .waitFor();
    await watched.shot("stages");
    logStages(live, 201, [["train", 60]]);
    await until(async () => (await label())?.endsWith("train from Step 201") === true);
  });

  const choose = async (list: string, name: string) => {
    await watched.page.getByRole("combobox", { name: list }).click();
    await watched.page.getByRole("option", { name, exact: true }).click();
  };

  it("marks stages over a metric that rises with them, and says which one a place is in", async () => {
    await choose("X axis", "tokens");
    const marked = "warmup from 10, train from 510, eval from 1,910, train from 2,010";
    await until(async () => (await label())?.endsWith(`Stages: ${marked}`) === true);
    await watched.shot("stages-metric");
    const box = await watched.plot("loss").boundingBox();
    assert.ok(box);
    await watched.page.mouse.move(box.x + box.width * 0.4, box.y + box.height / 2);
    await $(".tooltip")
      .filter({ hasText: /Stage\s*train/ })
      .waitFor();
    logStages(live, 261, [["test", 5]]);
    await until(async () => (await label())?.endsWith(`${marked}, test from 2,610`) === true);
    // The loss goes the other way: its values say nothing of the stage.
    await choose("X axis", "loss");
    const over = watched.plot("tokens").locator("canvas");
    await until(async () => (await watched.drawn("tokens")) === 4);
    assert.ok(!(await over.getAttribute("aria-label"))?.includes("Stages"));
    await choose("X axis", "Step");
    await watched.untilDrawn("loss", 265);
  });

  it("shows the log of the process that is chosen", async () => {
    await watched.page.getByRole("tab", { name: "Log" }).click();
    await $(".log").getByText("the run as a whole").waitFor();
    await watched.page.getByRole("combobox", { name: "Log of" }).click();
    await watched.page.getByRole("option", { name: "rank 1" }).click();
    await $(".log").getByText("said by process 1").waitFor();
    await watched.shot("log-rank");
  });

  it("finds a run among more than a list could hold, to compare with", async () => {
    await watched.page.getByRole("tab", { name: "Overview" }).click();
    await watched.page.getByText("How long it still takes is not known").waitFor();
    await watched.page.getByRole("textbox", { name: "Compare with run" }).fill(`cv "old 3`);
    await watched.page.getByText("No run matches.").waitFor();
    await watched.page.getByRole("textbox", { name: "Compare with run" }).fill("resnet 000003");
    await watched.page.getByRole("option", { name: "old 3" }).waitFor();
    await watched.page.keyboard.press("Enter");
    await $(".environment tbody tr").filter({ hasText: "numpy" }).waitFor();
  });

  it("is the same page after a reload: tab, zoom, process and whether stages are marked", async () => {
    const { page } = watched;
    await page.getByRole("tab", { name: "Charts" }).click();
    await page.getByRole("button", { name: "Chart settings" }).click();
    await page.getByRole("checkbox", { name: "Stages" }).click();
    await page.keyboard.press("Escape");
    await until(async () => !(await label())?.includes("Stages"));
    await watched.plot("loss").focus();
    await page.keyboard.press("+");
    const reset = watched.plot("loss").getByRole("button", { name: "Reset zoom" });
    await reset.waitFor();
    const zoom = () => page.evaluate(() => sessionStorage.getItem("runicorn.dashboard"));
    const before = await zoom();
    await page.reload();
    await watched.untilDrawn("loss", 200);
    await reset.waitFor();
    assert.equal(await zoom(), before);
    assert.ok(!(await label())?.includes("Stages"));
    await page.getByRole("button", { name: "Chart settings" }).click();
    await page.getByRole("checkbox", { name: "Stages" }).click();
    await page.keyboard.press("Escape");
    await until(async () => (await label())?.includes("Stages"));
    await page.getByRole("tab", { name: "Log" }).click();
    await $(".log").getByText("said by process 1").waitFor();
  });

  it("tells lines apart by a field of their runs, also after a reload", async () => {
    const { page } = watched;
    await page.goto(stage.comparison(["staged", "second", "third"]));
    await watched.untilDrawn("loss", 200);
    const looks = () =>
      $(".compared-panel .swatch line").evaluateAll((lines) =>
        lines.map((line) =>
          ["stroke", "stroke-dasharray"].map((name) => line.getAttribute(name)).join("/"),
        ),
      );
    await choose("Colour by", "lr");
    await choose("Dash by", "Tag");
    const names = () => $(".compared-panel .compared-name").allTextContents();
    await until(async () => (await names()).join() === "0.01,third,0.1,staged,second");
    const [small, own, large, staged, second] = await looks();
    assert.deepEqual([own, staged], [`${small?.slice(0, 7)}/7 3`, `${large?.slice(0, 7)}/7 3`]);
    assert.equal(second, large);
    await watched.shot("compare-by-field");
    const before = await looks();
    // What all of them have at the same place is marked for all, the rest for each.
    assert.match((await label()) ?? "", /Stages: warmup from Step 1, train from Step 51, eval/);
    await choose("X axis", "tokens");
    await until(async () =>
      /Stages: warmup from 10, train from 510, eval/.test((await label()) ?? ""),
    );
    await choose("X axis", "Step");
    await until(async () => /Stages: warmup from Step 1,/.test((await label()) ?? ""));
    const third = $(".compared-toggle").filter({ hasText: "third" });
    await third.click();
    await watched.plot("loss").focus();
    await page.keyboard.press("+");
    const reset = watched.plot("loss").getByRole("button", { name: "Reset zoom" });
    await reset.waitFor();
    await page.reload();
    await watched.untilDrawn("loss", 200);
    await until(async () => (await looks()).join() === before.join());
    await reset.waitFor();
    assert.equal(await third.getAttribute("aria-pressed"), "false");
  });

  it("met no error and no violation of its policy", async () => {
    assert.deepEqual(watched.errors, []);
    assert.deepEqual(await watched.violations(), []);
  });
});
