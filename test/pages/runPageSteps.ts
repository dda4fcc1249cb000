import assert from "node:assert/strict";

import { until } from "#test/support/until.ts";

import type { ShownPage } from "./shownPage.ts";

type RunTab = "Overview" | "Charts" | "Log" | "Media" | "System" | "Events" | "Files" | "Code";

/** What a person does on the page of a run of `writeRichRun`, beside which there is another whose id ends in `bbbbbb`. */
export function runPageSteps(shown: () => ShownPage) {
  const root = () => shown().root;
  const press = (key: string) => shown().page.keyboard.press(key);
  const box = (name: string) => root().getByRole("textbox", { name, exact: true });
  const open = async (tab: RunTab) => {
    await root()
      .getByRole("tab", { name: new RegExp(`^${tab}`, "u") })
      .click();
    await root().locator(`#panel-${tab.toLowerCase()}`).waitFor();
  };
  /** Picks the other run in a list that gets shorter as one writes. */
  const pickOther = async (label: string) => {
    await box(label).fill("bbbbbb");
    await root().getByRole("option").first().waitFor();
    await press("Enter");
  };

  return {
    open,
    pickOther,

    readOverview: async () => {
      await open("Overview");
      await root().getByRole("heading", { name: "What came of it" }).waitFor();
      const link = root().getByRole("link", { name: "the paper" });
      assert.equal(await link.getAttribute("href"), "https://example.org/paper");
      assert.equal(await root().locator(".markdown a").count(), 1);
      assert.equal(await root().locator(".markdown img").count(), 0);
      await root().getByText("python3 train.py --lr 0.05 'a b'").waitFor();
      await root().getByText("git@example.org:x/y.git").waitFor();
      await box("Search the config").fill("betas");
      await until(async () => (await root().locator(".config-row").count()) === 1);
      await box("Search the config").fill("");
      await shown().shot("run-overview");
    },

    writeNotesAndTags: async () => {
      await root().getByRole("button", { name: "Edit notes" }).click();
      await box("Notes in Markdown").fill("## Second thoughts");
      await press("Control+Enter");
      await root().getByRole("heading", { name: "Second thoughts" }).waitFor();
      await root().getByRole("button", { name: "Edit tags" }).click();
      await box("Tags, separated by commas").fill("one, two");
      await press("Enter");
      await root().locator(".run-header .tag", { hasText: "two" }).waitFor();
    },

    /** `pick` chooses the other run. */
    seeOtherEnvironment: async (pick: () => Promise<void>) => {
      await pick();
      const row = root().locator(".environment tbody tr");
      await row.filter({ hasText: "numpy" }).waitFor();
      assert.deepEqual(await row.locator("td").allTextContents(), ["2.1.0", "1.26.4"]);
    },

    searchLog: async () => {
      await open("Log");
      await root().getByText("2 earlier states").waitFor();
      await shown().shot("run-log");
      await box("Search the log").fill("needle");
      await root().getByText("1 matching line").waitFor();
      await box("Search the log").press("Enter");
      await root().locator(".log-here", { hasText: "a needle in the hay" }).waitFor();
    },

    jumpInLog: async () => {
      const jump = box("Time, step or %");
      await jump.fill("14:00");
      await jump.press("Enter");
      await root().locator(".log-here", { hasText: "14:00:00 | line 6000 of the log" }).waitFor();
      await jump.fill("step 25");
      await jump.press("Enter");
      await root().locator(".log-here", { hasText: "12:00:25" }).waitFor();
    },

    foldLog: async () => {
      await root().getByRole("button", { name: "Follow the end" }).click();
      await root().getByText("2 earlier states").waitFor();
      await root().getByRole("checkbox", { name: "Fold progress bars" }).click();
      await root().getByText("10%|####").waitFor();
      await root().getByRole("checkbox", { name: "Fold progress bars" }).click();
      await root().getByText("10%|####").waitFor({ state: "detached" });
    },

    seeMedia: async () => {
      await open("Media");
      const images = root().locator(".media-section", { hasText: "samples" });
      await images.locator('figure[data-step="30"] img').waitFor();
      await images.getByRole("button", { name: "Previous step" }).click();
      await images.locator('figure[data-step="20"] img').waitFor();
      const width = await images.locator("img").evaluate(async (image: HTMLImageElement) => {
        await image.decode();
        return image.naturalWidth;
      });
      assert.equal(width, 64);
      await root().getByText("At step 30 the model says").waitFor();
      await root().getByRole("cell", { name: "3.png" }).waitFor();
      await root()
        .getByRole("img", { name: /Histogram: 19 values from -2 to 3/ })
        .waitFor();
      await until(() =>
        root()
          .locator("audio")
          .evaluate((player: HTMLAudioElement) => player.duration > 0.09),
      );
      await until(() =>
        root()
          .locator("video")
          .evaluate(
            (player: HTMLVideoElement) => player.videoWidth === 32 && player.duration > 0.1,
          ),
      );
      await pickOther("Compare with…");
      await until(async () => (await images.locator('figure[data-step="20"] img').count()) === 2);
      await shown().shot("run-media");
    },

    seeMachine: async () => {
      await open("System");
      for (const metric of ["system/cpu_pct", "train/loss"]) {
        await root().locator(`#panel-system [data-metric="${metric}"] .plot[data-drawn]`).waitFor();
      }
      await shown().shot("run-system");
    },

    seeEvents: async () => {
      await open("Events");
      await root().getByRole("cell", { name: "The loss rose for 10 steps" }).waitFor();
      const first = root().locator(".events-table tbody tr").first();
      assert.match((await first.textContent()) ?? "", /finite/);
      await shown().shot("run-events");
      await root().getByRole("checkbox", { name: "All events" }).click();
      await root().getByRole("cell", { name: "audio", exact: true }).waitFor();
      await root().getByRole("checkbox", { name: "All events" }).click();
      await root().getByRole("cell", { name: "audio", exact: true }).waitFor({ state: "detached" });
    },

    seeFile: async () => {
      await open("Files");
      await root().getByRole("button", { name: "code.json" }).click();
      await root().locator(".file-preview pre", { hasText: "entry_file" }).waitFor();
      await shown().shot("run-files");
    },

    seeCode: async () => {
      await open("Code");
      await root().locator(".patch-added", { hasText: "+lr = 0.05" }).waitFor();
      await shown().shot("run-code");
    },
  };
}
