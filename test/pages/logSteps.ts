import assert from "node:assert/strict";

import { until } from "#test/support/until.ts";

import type { ShownPage } from "./shownPage.ts";

/** What a person does in a log: of `writePlacedRun`, or `follow` in one that is written meanwhile. */
export function logSteps(shown: () => ShownPage) {
  const root = () => shown().root;
  const box = (name: string) => root().getByRole("textbox", { name });
  const here = () => root().locator(".log-here").textContent();

  return {
    goToSteps: async () => {
      const jump = box("Time, step or %");
      for (const step of [1500, 10, 3000]) {
        await jump.fill(`step ${step}`);
        await jump.press("Enter");
        await until(async () => (await here())?.endsWith(`step ${step} done`));
      }
      await shown().shot("log-step");
    },

    goByKey: async () => {
      const search = box("Search the log");
      await search.fill("step 2000 ");
      await search.press("Enter");
      await until(async () => (await here())?.includes("step 2000 done"));
      await root().getByText("1 of 1 matching line").waitFor();
      await search.fill("done");
      await search.press("Shift+Enter");
      await root().getByText("300 of 300 matching lines").waitFor();
      await until(async () => (await here())?.includes("step 3000 done"));
      await shown().shot("log-search");
    },

    /** `say` writes a line. */
    follow: async (say: (line: string) => Promise<void>) => {
      await root().getByRole("tab", { name: "Log" }).click();
      for (let i = 0; i < 120; i++) await say(`line ${i}`);
      await root().getByText("line 119").waitFor();
      const lines = root().locator(".log-lines");
      const gap = () => lines.evaluate((e) => e.scrollHeight - e.scrollTop - e.clientHeight);
      await until(async () => (await gap()) < 5);
      await lines.evaluate((e) => (e.scrollTop = 200));
      await root().getByText("Follow the end").waitFor();
      await say("the newest line");
      await root().getByText("the newest line").waitFor({ state: "attached" });
      assert.equal(await lines.evaluate((e) => e.scrollTop), 200);
      await root().getByText("Follow the end").click();
      await until(async () => (await gap()) < 5);
    },
  };
}
