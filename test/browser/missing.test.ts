import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";

import type { TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

import { seriousViolations } from "./axe.ts";
import { BrowserStage } from "./browserStage.ts";
import { idOf } from "./harpRuns.ts";
import type { WatchedPage } from "./watchedPage.ts";

const [scratch, fresh, failed] = [idOf(0), idOf(1), idOf(2)];
const traceback = `Traceback (most recent call last):
${'  File "train.py", line 7, in <module>\n    step()\n'.repeat(30)}ValueError: <b>bad</b> batch
`;

/** Runs of which not all is kept: one with an untracked program, one of a repository without a commit; and one that failed. */
function writeRuns(store: TempStore): void {
  const status = { status: "failed", exit_reason: "ValueError: <b>bad</b> batch", traceback };
  store.writeRun({ id: failed, status });
  const git = { branch: "main", dirty: false, untracked: ["train.py"], untracked_count: 1 };
  for (const [id, commit] of [
    [scratch, "0123abc"],
    [fresh, null],
  ] as const) {
    const directory = store.writeRun({ id, meta: { alias: commit ?? "fresh" } });
    const code = { argv: ["train.py"], entry_file: "/work/train.py", git: { ...git, commit } };
    writeFileSync(path.join(directory, "code.json"), JSON.stringify(code));
  }
}

describe("what a run did not keep, in a browser", () => {
  let stage: BrowserStage;
  let page: WatchedPage;

  before(async () => {
    stage = await BrowserStage.set(writeRuns);
    page = await stage.open(`/runs/${scratch}`);
  });

  after(() => stage.strike());

  const tab = (name: string) => page.page.getByRole("tab", { name: new RegExp(`^${name}`, "u") });

  it("names the files that git did not know, where nothing else was changed", async () => {
    await tab("Code").click();
    await page.page
      .getByText("Nothing tracked was changed. 1 untracked file was not kept: train.py")
      .waitFor();
    await page.shot("missing-code");
  });

  it("says why two runs without a patch cannot be compared", async () => {
    await page.page.goto(stage.comparison([scratch, fresh]));
    await tab("Code").click();
    await page.page.getByText("fresh: The repository had no commit. 1 untracked file").waitFor();
    await page.shot("missing-compare-code");
  });

  it("opens the traceback of a run that failed by keyboard, as text, to be copied", async () => {
    await page.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.page.goto(new URL(`/runs/${failed}`, stage.link).href);
    const shown = page.page.getByRole("region", { name: "Traceback" });
    await page.page.locator("summary", { hasText: "Traceback" }).focus();
    assert.equal(await shown.isVisible(), false);
    await page.page.keyboard.press("Enter");
    await shown.waitFor();
    assert.equal(await shown.textContent(), traceback);
    await until(() => shown.evaluate((pre) => pre.scrollTop > 0));
    await page.page.keyboard.press("Tab");
    await page.page.keyboard.press("Tab");
    await page.page.keyboard.press("Enter");
    const copied = () => page.page.evaluate(() => navigator.clipboard.readText());
    await until(async () => (await copied()) === traceback);
    assert.deepEqual(await seriousViolations(page.page), []);
    await page.shot("missing-traceback");
  });

  it("met no error, no violation of its policy and no foreign request", async () => {
    assert.deepEqual(page.errors, []);
    assert.deepEqual(await page.violations(), []);
    assert.deepEqual(page.foreign, []);
  });
});
