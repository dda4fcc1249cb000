import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

import { reportFailures } from "../reportFailures.ts";
import { Stage } from "../stage.ts";

const view = { filter: "config.place = vision and config.lr = 0.3" };

describe("a project of several folders", function () {
  this.timeout(120_000);
  let stage: Stage;
  reportFailures(() => stage);

  before(async () => {
    stage = await Stage.set({}, (folder) => {
      for (const place of ["speech", "vision"]) {
        const store = new TempStore(path.join(folder, place));
        for (const [i, lr] of [0.1, 0.3].entries()) {
          store.writeRun({
            id: `20260101_12000${i}_${place}`,
            meta: { alias: `${place} ${i}` },
            config: { lr, place },
            points: [{ loss: i }],
          });
        }
      }
      const shared = { version: 1, views: { "their best": view } };
      writeFileSync(path.join(folder, "vision/.runicorn/views.json"), JSON.stringify(shared));
      const project = path.join(folder, "both.code-workspace");
      const folders = [{ path: "speech" }, { path: "vision", name: "seeing" }];
      writeFileSync(project, JSON.stringify({ folders }));
      return project;
    });
  });
  after(() => stage.strike());

  const $ = (selector: string) => stage.workbench.dashboard.locator(selector);
  const count = (text: string) => $(".table-count").filter({ hasText: text }).waitFor();
  const choose = async (item: string) => {
    await stage.workbench.dashboard.getByRole("button", { name: "Views", exact: true }).click();
    await $(".menu-item").filter({ hasText: item }).first().click();
  };
  const written = () =>
    readFileSync(path.join(stage.folder, "vision/.runicorn/views.json"), "utf8");

  it("shows the runs of all of them", async () => {
    await stage.workbench.showRunicorn();
    for (const place of ["speech", "vision"]) {
      await stage.workbench.row(`${place} 1`).waitFor({ timeout: 60_000 });
    }
    await stage.workbench.run("Runicorn: Open Runs Table");
    await count("4 runs");
  });

  it("takes views of every folder, and saves one where the person says", async () => {
    const { page } = stage;
    await choose("their best · shared: seeing/.runicorn/views.json");
    await count("1 run");
    await choose("Save for everybody");
    await page.keyboard.type("only one");
    await page.keyboard.press("Enter");
    await page.locator(".quick-input-list .monaco-list-row").filter({ hasText: "seeing" }).click();
    await until(() => written().includes("only one"));
    assert.ok(written().includes("their best"));
    await choose("Delete view only one of seeing/.runicorn/views.json");
    await until(() => !written().includes("only one"));
    await stage.shot("several-folders");
  });
});
