import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import type { Locator } from "playwright-core";

import { TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

import { reportFailures } from "../reportFailures.ts";
import { Stage } from "../stage.ts";

describe("the runs table of two stores", function () {
  this.timeout(180_000); // A window is opened twice.
  let stage: Stage;
  reportFailures(() => stage);

  before(async () => {
    const settings = { "workbench.colorTheme": "Default Dark Modern" };
    stage = await Stage.set({ settings }, (folder) => {
      for (const place of [".", "other"]) {
        const store = new TempStore(path.join(folder, place));
        for (let i = 0; i < 4; i++) {
          const started = 1_767_268_800 + i * 120 + (place === "." ? 0 : 60);
          store.writeRun({
            id: `20260101_12000${i}_aaaaaa`,
            meta: { alias: `${place === "." ? "mine" : "theirs"} ${i}`, created_at: started },
            status: { status: "finished", started_at: started, ended_at: started + 60 },
            config: { lr: i % 2 === 0 ? 0.1 : 0.3, place },
            points: Array.from({ length: 20 }, (_, step) => ({ loss: i + 1 / (1 + step) })),
          });
        }
      }
    });
    stage.page.setDefaultTimeout(60_000);
  });
  after(() => stage.strike());

  const $ = (selector: string): Locator => stage.workbench.dashboard.locator(selector);
  const count = (text: string) => $(".table-count").filter({ hasText: text }).waitFor();
  const titles = () => $(".line-run .cell-title").allInnerTexts();
  const choose = async (button: string, item: string) => {
    await stage.workbench.dashboard.getByRole("button", { name: button, exact: true }).click();
    await $(".menu-item").filter({ hasText: item }).first().click();
  };
  const views = () => path.join(stage.folder, ".runicorn/views.json");

  it("holds the runs of all of them in one order", async () => {
    await stage.workbench.showRunicorn();
    await stage.workbench.row("mine 3").waitFor();
    await stage.workbench.run("Runicorn: Open Runs Table");
    await count("8 runs");
    const inOrder = [3, 2, 1, 0].flatMap((i) => [`theirs ${i}`, `mine ${i}`]);
    await until(async () => (await titles()).join() === inOrder.join());
    await $('.head [data-field="config.lr"]').click();
    // Of runs with the same value the newer ones come first; those of the same instant in the order of their stores.
    await until(async () => (await titles()).map((title) => title.at(-1)).join("") === "33112200");
    await $(".filter-input").fill("config.lr = 0.3");
    await stage.page.keyboard.press("Enter");
    await count("4 runs");
    await stage.shot("table-dark");
  });

  it("groups them over stores, with a store as one of the keys", async () => {
    await $(".filter-input").fill("");
    await stage.page.keyboard.press("Enter");
    await choose("Group by", "lr");
    await count("2 groups of 8 runs");
    const group = $(".line-group").filter({ hasText: "0.1" });
    assert.match((await group.innerText()).replaceAll(/\s+/g, " "), /1\.05 ± 1\.15 0\.05 – 2\.05/);
    await choose("Group by", "Store");
    await count("4 groups of 8 runs");
    await $(".line-group").first().click();
    await until(async () => (await $(".line-run").count()) === 2);
    await stage.shot("table-groups");
  });

  it("keeps views for everybody in a file, and takes up what others wrote there", async () => {
    await choose("Views", "Save for everybody");
    await stage.page.keyboard.type("by rate");
    await stage.page.keyboard.press("Enter");
    await until(() => existsSync(views()));
    const file = JSON.parse(readFileSync(views(), "utf8")) as { views: Record<string, object> };
    assert.deepEqual(Object.keys(file.views), ["by rate"]);
    file.views["from a colleague"] = {
      filter: "config.place = other",
      columns: [{ field: "title" }],
    };
    writeFileSync(views(), JSON.stringify(file));
    await until(
      async () => {
        await stage.workbench.dashboard.getByRole("button", { name: "Views" }).click();
        const item = $(".menu-item").filter({ hasText: "from a colleague" }).first();
        if (await item.isVisible()) await item.click();
        else await stage.page.keyboard.press("Escape");
        return $(".table-count").filter({ hasText: "4 runs" }).isVisible();
      },
      { timeout: 30_000, every: 500 },
    );
    assert.equal(await $(".head [data-field]").count(), 1);
  });

  it("edits, deletes and brings back runs of whichever store", async () => {
    await $(".line-run .cell-title").first().click();
    await stage.page.keyboard.press("F2");
    await stage.page.keyboard.type("renamed");
    await stage.page.keyboard.press("Enter");
    await until(async () => (await titles())[0] === "renamed");
    await $(".grid").focus();
    await stage.page.keyboard.press("Delete");
    await count("3 runs");
    await $(".toast .link").click();
    await count("4 runs");
    await $(".line-run .cell-mark").first().click();
    await $(".selected-count").filter({ hasText: "1 selected" }).waitFor();
    await stage.workbench.untilKept(/\\"selected\\+":\[\\+"/u);
  });

  it("is the same after a reload of the window, and opens what is chosen", async () => {
    const { page, workbench } = stage;
    await page.reload();
    await count("4 runs");
    assert.equal(await $(".filter-input").inputValue(), "config.place = other");
    await $(".selected-count").filter({ hasText: "1 selected" }).waitFor();
    await workbench.run("Preferences: Toggle between Light/Dark Themes");
    await page.locator(".monaco-workbench.vs").waitFor();
    await page.waitForTimeout(500);
    await stage.shot("table-light");
    await $(".grid").focus();
    await page.keyboard.press("Control+a");
    await $(".selected-count").filter({ hasText: "4 selected" }).waitFor();
    await workbench.dashboard.getByRole("button", { name: "Compare" }).click();
    await workbench.tab("Compare 4 runs").waitFor();
  });
});
