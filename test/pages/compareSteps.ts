import assert from "node:assert/strict";

import { until } from "#test/support/until.ts";

import type { ShownPage } from "./shownPage.ts";

/** What a person does with runs compared: `group` with those of `harpRuns.ts`, the rest with those of `codedRuns.ts`. */
export function compareSteps(shown: () => ShownPage) {
  const root = () => shown().root;
  const tab = (name: string) => root().getByRole("tab", { name: new RegExp(`^${name}`, "u") });
  const choose = async (list: string, name: string) => {
    await root().getByRole("combobox", { name: list }).click();
    await root().getByRole("option", { name, exact: true }).first().click();
  };
  const row = (name: RegExp) => root().getByRole("row", { name });
  const tooltipAt = async (metric: string, x: number, y: number) => {
    const box = (await shown().plot(metric).boundingBox())!;
    await shown().page.mouse.move(box.x + x * box.width, box.y + y * box.height);
    return root().locator(".tooltip").innerText();
  };

  return {
    tab,
    choose,

    group: async () => {
      await choose("Group by", "Tag");
      const groups = root().locator(".compared-group");
      await until(async () => (await groups.count()) === 2);
      await groups.filter({ hasText: /even\s*6/u }).waitFor();
      await until(async () => (await tooltipAt("train/loss", 0.9, 0.5)).includes("odd"));
      const text = await root().locator(".tooltip").innerText();
      // The mean of the losses of runs 1, 3, 5, 7, 9, 11.
      assert.match(text, /odd\s+6\.1/);
      assert.equal(await root().locator(".tooltip .swatch").count(), 2);
      await shown().shot("compare-groups");
      await choose("Line of a group", "Median");
      await choose("Group by", "lr");
      await groups.filter({ hasText: /^0\.1\s*6/u }).waitFor();
      await choose("Group by", "None");
      await until(async () => (await groups.count()) === 0);
    },

    measure: async () => {
      await tab("Config & Summary").click();
      await choose("Baseline", "run 0");
      const loss = row(/^train\/loss /u);
      await until(async () => (await loss.locator(".diff-better").count()) === 2);
      assert.match(await loss.innerText(), /−0\.10\d+ \(−87 %\)/u);
      await root().locator("th.baseline").first().waitFor();
      await shown().shot("compare-baseline");
      await root().getByRole("textbox", { name: "Search values" }).fill("loss");
      await until(async () => (await row(/^optimizer/u).count()) === 0);
      await root().getByRole("textbox", { name: "Search values" }).fill("");
    },

    seeEnvironments: async () => {
      await tab("Environment").click();
      await row(/^numpy .*2\.1\.0.*1\.26\.4/u).waitFor();
      assert.equal(await row(/^torch /u).count(), 0);
      await row(/^command .*--lr 0\.05.*--lr 0\.2/u).waitFor();
      await row(/^commit .*005abc.*02abc/u).waitFor();
      await root().getByText("not captured").first().waitFor();
      await shown().shot("compare-environment");
      await root().getByRole("checkbox", { name: "Only differences" }).click();
      await row(/^torch .*2\.9\.0/u).waitFor();
      await root().getByRole("checkbox", { name: "Only differences" }).click();
    },

    compareCode: async () => {
      await tab("Code").click();
      const lines = root().locator(".code-diff .patch-line");
      await lines.getByText("-SIZE = 0.05", { exact: true }).waitFor();
      await lines.getByText("+SIZE = 0.2", { exact: true }).waitFor();
      await lines.getByText("++lr = 0.2", { exact: true }).waitFor();
      await shown().shot("compare-code");
      await choose("compared with", "run 0");
      await root().getByText("Not both runs captured their code.").waitFor();
    },

    slideMedia: async () => {
      await tab("Media").click();
      const images = root().locator(".media-section", { hasText: "samples" });
      await images.locator("img").nth(1).waitFor();
      await until(async () => (await images.getByText("step 30").count()) === 2);
      await images.getByText("This run has nothing of this.").waitFor();
      await root().locator(".media-section audio").first().waitFor();
      await root().getByRole("slider", { name: "Step" }).focus();
      await shown().page.keyboard.press("Home");
      await until(async () => (await images.getByText("step 10").count()) === 2);
      const answer = root().locator(".media-section", { hasText: "answer" });
      await until(async () => (await answer.getByText("At step 10").count()) === 2);
      await shown().shot("compare-media");
    },
  };
}
