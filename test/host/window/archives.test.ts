import assert from "node:assert/strict";
import { existsSync, rmSync, statSync } from "node:fs";
import path from "node:path";

import { TempStore } from "#test/support/tempStore.ts";

import { reportFailures } from "../reportFailures.ts";
import { Stage } from "../stage.ts";

describe("taking a run away and back", () => {
  let stage: Stage;
  let root: string;
  let archive: string;
  reportFailures(() => stage);

  before(async () => {
    stage = await Stage.set({}, (folder) => {
      const store = new TempStore(folder);
      store.writeRun({ meta: { alias: "traveller" }, points: [{ loss: 1 }] });
      store.writeRun({ id: "20260102_120000_bbbbbb", project: "stays" });
      ({ root } = store);
      archive = path.join(folder, "travel.zip");
    });
  });
  after(() => stage.strike());

  it("a run is exported from its menu", async () => {
    const { page, workbench } = stage;
    await workbench.showRunicorn();
    const input = page.locator(".quick-input-widget input.input");
    await workbench.choose(workbench.row("traveller"), "Export Run…", async () =>
      input.isVisible(),
    );
    await stage.shot("export-run");
    await workbench.answerFileDialog(archive);
    await page
      .getByText(/traveller is in .*travel\.zip/)
      .first()
      .waitFor();
    await stage.shot("exported-run");
    assert.ok(statSync(archive).size > 500);
  });

  it("it comes back by an import that asks first", async () => {
    const { page, workbench } = stage;
    rmSync(path.join(root, "cv"), { recursive: true });
    await workbench.row("traveller").waitFor({ state: "detached" });
    await workbench.run("Runicorn: Import Runs…");
    await workbench.answerFileDialog(archive);
    await page.getByText("Import 1 run into").first().waitFor();
    await stage.shot("import-runs");
    await page.getByRole("button", { name: "Import", exact: true }).click();
    await workbench.row("traveller").waitFor();
    assert.ok(existsSync(path.join(root, "cv", "resnet", "runs", "20260101_120000_aaaaaa")));
    assert.ok(!existsSync(path.join(root, ".import")));
  });
});
