import assert from "node:assert/strict";

import type { Locator } from "playwright-core";

import { generateRuns } from "#test/support/generateRuns.ts";
import type { TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

import { seriousViolations } from "./axe.ts";
import { BrowserStage } from "./browserStage.ts";
import type { WatchedPage } from "./watchedPage.ts";

const few = 12;
const many = 600;

/** Twelve runs with curves, newer than a crowd without. */
function writeRuns(store: TempStore): void {
  generateRuns({ root: store.root, count: many });
  for (let i = 0; i < few; i++) {
    const started = 1_790_000_000 + i * 3600;
    store.writeRun({
      id: `curve${String(i).padStart(2, "0")}`,
      project: "vision",
      name: "resnet",
      meta: { created_at: started, alias: `seed ${i}`, hostname: i < 6 ? "gpu-a" : "gpu-b" },
      environment: {
        python_version: "3.12.1",
        git_info: { branch: i < 4 ? "main" : "dev", commit: `c0ffee${i}`.padEnd(40, "0") },
        gpu_info: [{ name: "NVIDIA H100" }],
      },
      status: {
        status: i === 3 ? "failed" : "finished",
        started_at: started,
        ended_at: started + 60,
      },
      config: { lr: i % 2 === 0 ? 0.1 : 0.01, decay: 0.5, seed: i },
      points: Array.from({ length: 30 }, (_, step) => ({
        loss: i + 1 / (1 + step),
        acc: 1 - 1 / (2 + i),
      })),
    });
  }
}

describe("the runs table in a browser", () => {
  let stage: BrowserStage;
  let page: WatchedPage;

  before(async () => {
    stage = await BrowserStage.set(writeRuns);
    page = await stage.open(`/table`);
    await page.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await count(`${(few + many).toLocaleString("en-US")} runs`);
  });

  after(() => stage.strike());

  const $ = (selector: string): Locator => page.page.locator(selector);
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.page.keyboard.press(key);
  };
  const count = (text: string) => $(".table-count").filter({ hasText: text }).waitFor();
  const head = (field: string) => $(`.head [data-field="${field}"]`);
  /** The texts of a column, from the top. */
  const column = async (field: string): Promise<string[]> => {
    const at = await head(field).getAttribute("data-column");
    return $(`.line-run [data-column="${at}"]`).allInnerTexts();
  };
  const names = async () => (await column("alias")).slice(0, 3);
  const filter = async (text: string) => {
    await $(".filter-input").fill(text);
    await press("Enter");
  };
  const choose = async (button: string, item: string) => {
    await page.page.getByRole("button", { name: button, exact: true }).click();
    await $(".menu-item").filter({ hasText: item }).first().click();
  };
  const menu = async (cell: Locator, item: string) => {
    await cell.click({ button: "right" });
    await $(".menu-item").filter({ hasText: item }).first().click();
  };

  it("shows all runs, the newest first, and only those in sight are on the page", async () => {
    await until(async () => (await names()).join() === "seed 11,seed 10,seed 9");
    const drawn = await $(".line-run").count();
    assert.ok(drawn > 20 && drawn < 60, `${drawn} lines`);
    assert.equal(await $(".grid").getAttribute("aria-rowcount"), String(few + many + 1));
    await $(".grid").focus();
    await press("Control+End");
    await until(async () => (await column("alias")).at(-1) === "alias 0");
    assert.ok((await $(".line-run").count()) < 60);
    await press("Control+Home");
    await until(async () => (await names())[0] === "seed 11");
  });

  it("says what may follow in a filter, and marks what is wrong", async () => {
    await $(".filter-input").click();
    await page.page.keyboard.type("metrics.lo");
    await $(".filter-option").filter({ hasText: "metrics.loss.min" }).waitFor();
    await press("ArrowDown");
    const chosen = await $('.filter-option[aria-selected="true"]').innerText();
    await press("Enter");
    assert.equal(await $(".filter-input").inputValue(), `${chosen.split("\n")[0]} `);
    await page.page.keyboard.type("< 5 and (");
    await $(".filter-error").filter({ hasText: "Expected a condition" }).waitFor();
    assert.equal(await $(".filter-input").getAttribute("aria-invalid"), "true");
    const place = await $(".filter-error").boundingBox();
    const list = await $(".filter-list").boundingBox();
    assert.ok(place && list && place.y > 0 && place.y + place.height <= list.y, "both can be read");
    await page.shot("table-error");
    await filter("metrics.loss.min < 5 and config.lr = 0.1");
    await count("3 runs");
    await choose("Status", "Failed");
    await count("0 runs");
    await choose("Status", "Any status");
    await count("3 runs");
    await filter("");
    await page.page.getByRole("searchbox", { name: "Search names" }).fill("^seed [0-4]$");
    await count("5 runs");
  });

  it("sorts by several columns, and the address brings all of it back", async () => {
    await head("config.lr").click();
    await head("metrics.acc.last").click({ modifiers: ["Shift"] });
    await until(async () => (await names()).join() === "seed 4,seed 2,seed 0");
    assert.equal(await head("config.lr").getAttribute("aria-sort"), "descending");
    const mark = $(".line-run .cell-mark").nth(1);
    await mark.click();
    await page.page.reload();
    await count("5 runs");
    await $('.line-run[aria-selected="true"]').filter({ hasText: "seed 2" }).waitFor();
    await mark.click();
    await until(async () => !(await $(".selected-count").isVisible()));
    await until(async () => (await names()).join() === "seed 4,seed 2,seed 0");
    assert.equal(await page.page.getByRole("searchbox").first().inputValue(), "^seed [0-4]$");
  });

  it("shows, hides, moves, resizes and pins columns, by keys too", async () => {
    await page.page.getByRole("button", { name: "Columns" }).click();
    await page.page.getByRole("searchbox", { name: "Search columns" }).fill("loss min");
    await page.page.getByRole("checkbox", { name: /loss/ }).check();
    await press("Escape");
    await until(async () => (await column("metrics.loss.min"))[0] === "4.0333");
    await menu(head("metrics.loss.min"), "Show its course");
    await $(".spark path").first().waitFor();
    await head("metrics.loss.min").click();
    const place = async () => Number(await head("metrics.loss.min").getAttribute("data-column"));
    const before = await place();
    await press("ArrowUp", "Alt+ArrowLeft");
    await until(async () => (await place()) === before - 1);
    const width = async () => (await head("metrics.loss.min").boundingBox())?.width ?? 0;
    const narrow = await width();
    await press("Alt+Shift+ArrowRight");
    await until(async () => (await width()) === narrow + 20);
    await head("metrics.loss.min").dragTo(head("status"), { targetPosition: { x: 5, y: 10 } });
    await until(async () => (await place()) === 1);
    await menu(head("metrics.loss.min"), "Pin column");
    await $('.head .pinned[data-field="metrics.loss.min"]').waitFor();
    await menu(head("host"), "Hide column");
    await until(async () => (await head("host").count()) === 0);
  });

  it("knows in what runs were begun: as columns, filters and groups", async () => {
    await page.page.getByRole("button", { name: "Columns" }).click();
    for (const name of ["Branch", "Commit"]) {
      await page.page.getByRole("searchbox", { name: "Search columns" }).fill(name);
      await page.page.getByRole("checkbox", { name }).check();
    }
    await press("Escape");
    await until(async () => (await column("commit"))[0]?.startsWith("c0ffee") === true);
    await menu(
      $('.line-run [role="gridcell"]')
        .filter({ hasText: /^main$/ })
        .first(),
      "Only runs with main",
    );
    assert.equal(await $(".filter-input").inputValue(), "branch = main");
    await count("4 runs");
    await filter("");
    await count("5 runs");
    await menu(head("commit"), "Hide column");
    await menu(head("branch"), "Hide column");
  });

  it("compares all with one run: better and worse by what the metric means", async () => {
    await head("metrics.loss.min").click();
    await menu($('.line-run[data-ref="store:curve02"] .cell-title'), "Compare others");
    const delta = (run: string) => $(`[data-ref="store:${run}"] .delta`).first();
    await $('[data-ref="store:curve01"] .delta-better').first().waitFor();
    await until(async () => (await delta("curve01").innerText()) === "−1");
    await $('[data-ref="store:curve04"] .delta-worse').first().waitFor();
    await page.page.getByRole("checkbox", { name: "Only differences" }).click();
    await until(async () => (await head("config.decay").count()) === 0);
    assert.equal(await head("config.lr").count(), 1);
    await page.shot("table-dark");
  });

  it("groups by several keys, tells of each group, and opens it", async () => {
    await choose("Group by", "lr");
    await choose("Group by", "Status");
    await count("3 groups of 5 runs");
    const group = $(".line-group").filter({ hasText: "0.1 · finished" });
    const text = await group.innerText();
    assert.match(text.replaceAll(/\s+/g, " "), /2\.0333 ± 2 0\.033333 – 4\.0333/);
    await group.click();
    await until(async () => (await $(".line-run").count()) === 3);
    assert.equal(await group.getAttribute("aria-expanded"), "true");
    await page.shot("table-groups");
    await choose("Group by", "lr");
    await choose("Group by", "Status");
    await count("5 runs");
  });

  it("orders groups by the mean of a column, or by their key, as a click on its head says", async () => {
    await choose("Group by", "lr");
    await choose("Group by", "Status");
    const keys = () => $(".line-group .group-name").allInnerTexts();
    const means = async () => {
      const at = await head("metrics.loss.min").getAttribute("data-column");
      return $(`.line-group [data-column="${at}"] .group-mean`).allInnerTexts();
    };
    await head("alias").click();
    await head("metrics.loss.min").click();
    await until(async () => (await means()).join() === "3.0333,2.0333,1.0333");
    assert.equal(await head("metrics.loss.min").getAttribute("aria-sort"), "descending");
    await page.shot("table-groups-sorted");
    await head("metrics.loss.min").click();
    await until(async () => (await means()).join() === "1.0333,2.0333,3.0333");
    assert.equal(await head("metrics.loss.min").getAttribute("aria-sort"), "ascending");
    // Runs within are in the same order.
    await $(".line-group").filter({ hasText: "0.1 · finished" }).click();
    await until(async () => (await names()).join() === "seed 0,seed 2,seed 4");
    await head("alias").click();
    await until(
      async () => (await keys()).join() === "0.01 · failed,0.01 · finished,0.1 · finished",
    );
    await head("alias").click();
    await until(
      async () => (await keys()).join() === "0.1 · finished,0.01 · finished,0.01 · failed",
    );
    await choose("Group by", "lr");
    await choose("Group by", "Status");
    await head("config.lr").click();
    await head("metrics.acc.last").click({ modifiers: ["Shift"] });
    await count("5 runs");
  });

  it("does with a group what its menu says, whether it is open or not, by keys too", async () => {
    await page.page.getByRole("searchbox", { name: "Search names" }).fill("");
    await count("612 runs");
    await choose("Group by", "Host");
    const group = (name: string) => $(".line-group").filter({ hasText: name });
    await group("gpu-b").locator(".cell-title").click({ button: "right" });
    await page.shot("table-group-menu");
    await $(".menu-item").filter({ hasText: "Select these runs" }).click();
    await $(".selected-count").filter({ hasText: "6 selected" }).waitFor();
    assert.equal(await $(".line-run").count(), 0, "none of them is shown");
    await menu(group("gpu-b").locator(".cell-title"), "Open all groups");
    await $('.line-run[data-ref="store:curve11"][aria-selected="true"]').waitFor();
    assert.ok((await $(".line-run").count()) < 60);
    await $(".grid").focus();
    await press("Control+End");
    await $(".line-run").last().waitFor();
    await press("Control+Home", "ContextMenu");
    await $(".menu-item").filter({ hasText: "Close all groups" }).waitFor();
    await press("End", "Enter");
    await until(async () => (await $(".line-run").count()) === 0);
    await menu(group("gpu-b").locator(".cell-title"), "Only this group");
    assert.equal(await $(".filter-input").inputValue(), "host = gpu-b");
    await count("1 group of 6 runs");
    const address = page.page.url();
    await press("Shift+F10");
    await $(".menu-item").filter({ hasText: "Compare these runs" }).click();
    await page.page.waitForURL(/\/compare\?runs=/);
    const compared = new URL(page.page.url()).searchParams.get("runs") ?? "";
    assert.equal(compared.split(",").length, 6);
    await page.page.goto(address);
    await filter("");
    await $(".line-group").nth(2).waitFor();
    const largest = $(".line-group").filter({ hasText: "gpu0" });
    await menu(largest.locator(".cell-title"), "Compare the first 50 of these runs");
    await page.page.waitForURL(/\/compare\?runs=/);
    await page.page.goto(address);
    await filter("");
    await choose("Group by", "Host");
    await page.page.getByRole("searchbox", { name: "Search names" }).fill("^seed [0-4]$");
    await count("5 runs");
  });

  it("edits in place, tags several, and takes back what was deleted", async () => {
    await $('[data-ref="store:curve04"] .cell-title').click();
    await press("F2");
    await page.page.keyboard.type("a better name");
    await press("Enter");
    await page.page.getByRole("searchbox", { name: "Search names" }).fill("");
    await filter('alias contains "better" or alias contains "seed"');
    await $('[data-ref="store:curve04"]').filter({ hasText: "a better name" }).waitFor();
    await $(".line-run").nth(1).locator(".cell-title").click();
    await press("Shift+ArrowDown", "Shift+ArrowDown");
    await $(".selected-count").filter({ hasText: "3 selected" }).waitFor();
    await page.page.getByRole("button", { name: "Tag…" }).click();
    await page.page.keyboard.type("good, paper");
    await press("Enter");
    await until(async () => (await $(".cell .tag").filter({ hasText: "paper" }).count()) === 3);
    await page.page.getByRole("button", { name: "Copy" }).click();
    await $(".menu-item").filter({ hasText: "Markdown" }).click();
    await $(".toast").filter({ hasText: "Copied 3 runs" }).waitFor();
    const copied = await page.page.evaluate(() => navigator.clipboard.readText());
    assert.equal(copied.trimEnd().split("\n").length, 5);
    assert.match(copied, /\| good, paper \|/);
    await $(".grid").focus();
    await press("Delete");
    await count(`${few - 3} runs`);
    await page.page.getByRole("button", { name: "Undo" }).click();
    await count(`${few} runs`);
    await until(async () => (await $(".cell .tag").filter({ hasText: "paper" }).count()) === 3);
  });

  it("keeps a view under a name", async () => {
    await choose("Views", "Save view");
    await page.page.keyboard.type("the better ones");
    await press("Enter");
    await choose("Views", "Reset the table");
    await count(`${(few + many).toLocaleString("en-US")} runs`);
    await page.page.reload();
    await count(`${(few + many).toLocaleString("en-US")} runs`);
    await choose("Views", "the better ones");
    await count(`${few} runs`);
    assert.match(new URL(page.page.url()).search, /better/);
  });

  it("opens runs, one or several beside each other", async () => {
    const address = page.page.url();
    await $('[data-ref="store:curve02"] .cell-title').dblclick();
    await page.page.waitForURL(/curve02$/);
    await page.page.goto(address);
    await count(`${few} runs`);
    await $(".line-run .cell-mark").nth(0).click();
    await $(".line-run .cell-mark").nth(2).click();
    await page.page.getByRole("button", { name: "Compare" }).click();
    await page.page.waitForURL(/\/compare\?runs=/);
    await page.page.goto(address);
    await count(`${few} runs`);
  });

  it("can be used by everybody, in every colour scheme, and breaks no policy", async () => {
    await $(".line-run .cell-mark").nth(0).click();
    assert.deepEqual(await seriousViolations(page.page), []);
    await page.page.emulateMedia({ colorScheme: "light" });
    await page.shot("table-light");
    assert.deepEqual(await seriousViolations(page.page), []);
    await page.page.emulateMedia({ forcedColors: "active", colorScheme: "dark" });
    await page.shot("table-contrast");
    assert.deepEqual(page.errors, []);
    assert.deepEqual(page.foreign, []);
    assert.deepEqual(await page.violations(), []);
  });
});
