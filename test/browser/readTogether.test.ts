import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";

import type { Locator } from "playwright-core";

import { BrowserStage } from "./browserStage.ts";
import { writeRichRun } from "./richRun.ts";
import type { WatchedPage } from "./watchedPage.ts";

const id = "20260101_120001_aaaaaa";
const weights = "s3://bucket/some/long/path/to/weights/model-epoch-300-best.safetensors";
const widths = [1800, 1400, 900, 380];

describe("what belongs together on the page of a run", () => {
  let stage: BrowserStage;
  let page: WatchedPage;

  before(async () => {
    stage = await BrowserStage.set((store) => {
      const directory = writeRichRun(store, id);
      const args = {
        seed: 7,
        model: { backbone: { pretrained_weights_checkpoint: weights, layers: [3, 4] } },
      };
      const assets = { code: {}, datasets: [], outputs: [], config: { args } };
      writeFileSync(path.join(directory, "assets.json"), JSON.stringify(assets));
      writeFileSync(path.join(directory, "large.txt"), "x".repeat(5 << 20));
    });
    page = await stage.open(`/runs/${id}`);
  });

  after(() => stage.strike());

  const open = async (tab: string, width: number) => {
    await page.page.setViewportSize({ width, height: 900 });
    await page.page.getByRole("tab", { name: new RegExp(`^${tab}`, "u") }).click();
  };
  /** The boxes of the texts themselves, not of what they are in. */
  const boxes = (texts: Locator) =>
    texts.evaluateAll((all) =>
      all.map((one) => {
        const range = document.createRange();
        range.selectNodeContents(one);
        const { left, right, top, height } = range.getBoundingClientRect();
        return { left, right, top, height };
      }),
    );

  for (const width of widths) {
    it(`a value is beside its name, with all the room there is, at ${width} pixels`, async () => {
      await open("Overview", width);
      const facts = page.page.locator(".value-section", { hasText: "directory" }).first();
      await facts.waitFor();
      const names = await boxes(facts.locator("th"));
      const values = await boxes(facts.locator("td.number"));
      const gap =
        Math.min(...values.map(({ left }) => left)) - Math.max(...names.map((n) => n.right));
      assert.ok(gap >= 4 && gap <= 40, `${gap} pixels between names and values`);
      const config = await boxes(page.page.locator(".config-value"));
      const lefts = new Set(config.map(({ left }) => Math.round(left)));
      assert.equal(lefts.size, 1, "values of any depth begin at one line");
      const beyond = config.filter(({ right }) => right > width);
      assert.deepEqual(beyond, []);
    });

    it(`a file has one line for its name and size, at ${width} pixels`, async () => {
      await open("Files", width);
      const row = page.page.getByRole("row", { name: /^logs\.txt/u });
      await row.waitFor();
      const [name, size, changed] = await boxes(row.locator("td"));
      assert.ok(name && size && changed);
      assert.ok(Math.abs(name.top - size.top) < 4);
      for (const { height, right } of [name, size, changed]) {
        assert.ok(height < 24, "nothing is broken");
        assert.ok(right <= width);
      }
    });
  }

  it("a file that is too large to be shown says so, beside the way to get it", async () => {
    await open("Files", 1400);
    await page.page.getByRole("button", { name: "large.txt" }).click();
    const notice = page.page.locator(".not-shown", { hasText: "5.0 MiB is too large" });
    const [download] = await Promise.all([
      page.page.waitForEvent("download"),
      notice.getByRole("button", { name: "Save…" }).click(),
    ]);
    assert.equal(download.suggestedFilename(), "large.txt");
    await page.shot("file-too-large");
  });
});
