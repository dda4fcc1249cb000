import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

import type { MetaFile } from "#core/protocol/format.ts";
import { TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

import { reportFailures } from "../reportFailures.ts";
import { Stage } from "../stage.ts";

describe("editing a run", () => {
  let stage: Stage;
  let directory: string;
  reportFailures(() => stage);

  before(async () => {
    stage = await Stage.set({}, (folder) => {
      const store = new TempStore(folder);
      directory = store.writeRun({ meta: { alias: "first" }, points: [{ loss: 1 }] });
      store.writeRun({ id: "20260102_120000_bbbbbb", meta: { alias: "second" } });
    });
  });
  after(() => stage.strike());

  const meta = () =>
    JSON.parse(readFileSync(path.join(directory, "meta.json"), "utf8")) as MetaFile;

  it("is renamed by F2, and tagged from its menu", async () => {
    const { page, workbench } = stage;
    await workbench.showRunicorn();
    await workbench.row("first").click();
    await workbench.dashboard.getByText("loss").first().waitFor();
    const input = page.locator(".quick-input-widget input.input");
    await workbench.row("first").click();
    await page.keyboard.press("F2");
    await input.waitFor();
    await input.fill("renamed");
    await page.keyboard.press("Enter");
    await workbench.row("renamed").waitFor();
    assert.equal(meta().alias, "renamed");

    await workbench.choose(workbench.row("renamed"), "Edit Tags…", async () => input.isVisible());
    await input.fill("base, v2");
    await stage.shot("edit-tags");
    await page.keyboard.press("Enter");
    await until(() => meta().tags?.length === 2);
    assert.deepEqual(meta().tags, ["base", "v2"]);
  });

  it("is deleted by a key, and comes back by Undo", async () => {
    const { page, workbench } = stage;
    await workbench.row("renamed").click();
    await page.keyboard.press("Delete");
    await workbench.row("renamed").waitFor({ state: "detached" });
    assert.ok(existsSync(path.join(directory, ".deleted")));
    assert.ok(existsSync(path.join(directory, "events.jsonl")));
    await stage.shot("deleted");
    await workbench.answer("renamed is in the recycle bin", "Undo");
    await workbench.row("renamed").waitFor();
    assert.ok(!existsSync(path.join(directory, ".deleted")));
    await workbench.row("second").waitFor();
  });
});
