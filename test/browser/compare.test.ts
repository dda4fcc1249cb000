import assert from "node:assert/strict";

import { appendPoints } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

import { compareSteps } from "../pages/compareSteps.ts";
import { BrowserStage } from "./browserStage.ts";
import { idOf, writeRuns } from "./harpRuns.ts";
import type { WatchedPage } from "./watchedPage.ts";

const runs = 12;
/** The first, the second and the eleventh place of the palette, which has the first one's colour. */
const [blue, second] = [
  [55, 148, 255],
  [190, 255, 17],
] as const;

describe("several runs in a browser", () => {
  let stage: BrowserStage;
  let page: WatchedPage;
  let directories: string[];

  before(async () => {
    stage = await BrowserStage.set((store) => {
      directories = writeRuns(store, runs);
    });
    page = await stage.open();
    await page.page.locator(".card").first().waitFor();
    await page.page.goto(stage.comparison(Array.from({ length: runs }, (_, i) => idOf(i))));
    await page.untilDrawn("train/loss", 300);
  });

  after(() => stage.strike());

  const row = (name: string) =>
    page.page.locator(".compared-run").filter({ has: page.page.getByText(name, { exact: true }) });
  const toggle = (name: string) => row(name).locator(".compared-toggle");
  const pressed = (name: string) => toggle(name).getAttribute("aria-pressed");
  const choose = async (list: string, name: string) => {
    await page.page.getByRole("combobox", { name: list }).click();
    await page.page.getByRole("option", { name, exact: true }).click();
  };
  const tooltipAt = async (metric: string, x: number, y: number) => {
    const box = (await page.plot(metric).boundingBox())!;
    await page.page.mouse.move(box.x + x * box.width, box.y + y * box.height);
    return page.page.locator(".tooltip").innerText();
  };
  /** Colour and dashes of every run in the list. */
  const swatches = () =>
    page.page
      .locator(".compared-run .swatch line")
      .evaluateAll((lines) =>
        lines.map((line) =>
          ["stroke", "stroke-dasharray"].map((a) => line.getAttribute(a)).join("/"),
        ),
      );
  /** The part of the plot where `run 0`, the lowest line, ends. */
  const foot = (x: number, y: number) => x > 0.6 && y > 0.7;

  it("draws all of them in one chart, each in a look of its own", async () => {
    assert.equal(await page.page.locator(".compared-run").count(), runs);
    assert.ok((await page.count("train/loss", blue, foot)) > 50);
    assert.ok((await page.count("train/loss", second, foot)) > 50);
    const looks = await swatches();
    assert.equal(new Set(looks).size, runs);
    await page.page.locator('[data-metric="val/acc"]').getByText("3 of 12 runs").waitFor();
    await page.shot("compare-dark");
  });

  it("tells of all lines near the pointer, with the nearest in bold", async () => {
    const text = await tooltipAt("train/loss", 0.9, 0.85);
    assert.match(text, /^Step 2\d\d\n/);
    assert.equal(await page.page.locator(".tooltip .swatch").count(), runs);
    const nearest = page.page.locator(".tooltip-line.nearest");
    assert.match(await nearest.innerText(), /^run \d+/);
    await page.shot("compare-tooltip");
  });

  it("goes on while a run does, without asking for its curve again", async () => {
    const asked: string[] = [];
    page.page.on("request", (request) => {
      if (request.url().endsWith("/metrics/query")) asked.push(request.postData() ?? "");
    });
    appendPoints(directories[0]!, [{ "train/loss": 0.5, lr: 0.001 }], 301);
    await page.untilDrawn("train/loss", 301);
    assert.deepEqual(asked, []);
  });

  it("hides a run by a click, shows one alone, and all again", async () => {
    await toggle("run 0").click();
    await until(async () => (await page.count("train/loss", blue, foot)) === 0);
    assert.equal(await pressed("run 0"), "false");
    await row("run 1").hover();
    await row("run 1").getByRole("button", { name: "Show only this run" }).click();
    await until(async () => (await pressed("run 2")) === "false");
    assert.equal(await pressed("run 1"), "true");
    await page.page.locator('[data-metric="val/acc"]').waitFor();
    await page.shot("compare-alone");
    await page.page.getByRole("button", { name: "Show all" }).click();
    await until(async () => (await page.count("train/loss", blue, foot)) > 50);
  });

  it("is used by keyboard, in an order that makes sense", async () => {
    await toggle("run 0").focus();
    const names: string[] = [];
    for (let i = 0; i < 5; i++) {
      names.push(
        await page.page.evaluate(() => {
          const focused = document.activeElement;
          return focused?.getAttribute("aria-label") ?? focused?.textContent ?? "";
        }),
      );
      await page.page.keyboard.press("Tab");
    }
    assert.match(names[0] ?? "", /run 0/);
    assert.deepEqual(names.slice(1, 4), [
      "Show only this run",
      "Open this run",
      "Remove from the comparison",
    ]);
    assert.match(names[4] ?? "", /run 1/);
    await toggle("run 0").focus();
    await page.page.keyboard.press("Space");
    assert.equal(await pressed("run 0"), "false");
    await page.page.keyboard.press("Space");
    assert.equal(await pressed("run 0"), "true");
  });

  it("has a name for everything that can be used", async () => {
    const nameless = await page.page
      .locator("button, input, canvas, [tabindex='0'], vscode-dropdown, vscode-text-field")
      .evaluateAll((all) =>
        all
          .filter((one) => {
            const text = one.textContent.trim();
            const name = one.getAttribute("aria-label") ?? one.getAttribute("title");
            return !name && !text && one.checkVisibility();
          })
          .map((one) => one.outerHTML.slice(0, 100)),
      );
    assert.deepEqual(nameless, []);
    assert.equal(await page.page.getByRole("heading", { level: 1 }).count(), 1);
    assert.equal(await page.page.getByRole("main").count(), 1);
  });

  it("makes one line with a band of the runs of a group", compareSteps(() => page).group);

  it("puts another metric on the x axis", async () => {
    await choose("X axis", "lr");
    await until(async () => ((await page.drawn("train/loss")) || NaN) === 0.1);
    await page.shot("compare-metric-axis");
    for (const name of ["Wall time", "Relative time", "Step"]) await choose("X axis", name);
    await page.untilDrawn("train/loss", 301);
  });

  it("lists in what the runs differ, and all there is when asked", async () => {
    await page.page.getByRole("tab", { name: "Config & Summary" }).click();
    const differing = page.page.getByRole("row", { name: /^lr 0\.1 .*0\.01/ });
    await differing.waitFor();
    const same = page.page.getByRole("row", { name: /^optimizer\.name adamw/ });
    assert.equal(await same.count(), 0);
    await page.shot("compare-values");
    await page.page.getByRole("checkbox", { name: "Only differences" }).click();
    await same.waitFor();
    await page.page.getByRole("tab", { name: "Charts" }).click();
  });

  it("keeps what was set over a reload, colours too", async () => {
    await row("run 1").hover();
    await row("run 1").getByRole("button", { name: "Remove from the comparison" }).click();
    await until(async () => (await row("run 1").count()) === 0);
    const before = await swatches();
    // The place of the run that is gone stays free.
    assert.ok(!before.includes("#beff11/") && before.includes("#beff11/7 3"));
    await toggle("run 0").click();
    await page.page.reload();
    await toggle("run 2").waitFor();
    assert.equal(await row("run 1").count(), 0);
    assert.equal(await pressed("run 0"), "false");
    assert.deepEqual(await swatches(), before);
    await toggle("run 0").click();
    await page.untilDrawn("train/loss", 301);
  });

  it("takes on the light theme while it is open", async () => {
    await page.page.emulateMedia({ colorScheme: "light" });
    await until(async () => (await page.count("train/loss", [11, 107, 212], foot)) > 50);
    await page.shot("compare-light");
    await page.page.emulateMedia({ forcedColors: "active", colorScheme: "dark" });
    await page.page.waitForTimeout(300);
    await page.shot("compare-forced-colours");
    await page.page.emulateMedia({ forcedColors: "none", colorScheme: "dark" });
  });

  it("fits a narrow window", async () => {
    await page.page.setViewportSize({ width: 480, height: 800 });
    const overflow = await page.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    assert.equal(overflow, 0);
    await page.shot("compare-narrow");
  });

  it("met no error, no violation of its policy and no foreign request", async () => {
    assert.deepEqual(page.errors, []);
    assert.deepEqual(await page.violations(), []);
    assert.deepEqual(page.foreign, []);
  });
});
