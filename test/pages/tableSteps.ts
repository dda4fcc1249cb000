import assert from "node:assert/strict";

import { until } from "#test/support/until.ts";

import type { ShownPage } from "./shownPage.ts";
import { tableHands } from "./tableHands.ts";
import { tableRuns } from "./tableRuns.ts";

/** What a person does with the table of `writeTableRuns`, in this order. */
export function tableSteps(shown: () => ShownPage) {
  const { $, press, count, head, column, names, filter, choose, menu } = tableHands(shown);

  return {
    seeAll: async () => {
      await until(async () => (await names()).join() === "seed 11,seed 10,seed 9");
      const drawn = await $(".line-run").count();
      assert.ok(drawn > 20 && drawn < 60, `${drawn} lines`);
      assert.equal(await $(".grid").getAttribute("aria-rowcount"), String(tableRuns + 1));
      await $(".grid").focus();
      await press("Control+End");
      await until(async () => (await column("title")).at(-1) === "alias 0");
      assert.ok((await $(".line-run").count()) < 60);
      await press("Control+Home");
      await until(async () => (await names())[0] === "seed 11");
    },

    filterRuns: async () => {
      await $(".filter-input").click();
      await shown().page.keyboard.type("metrics.lo");
      await $(".filter-option").filter({ hasText: "metrics.loss.min" }).waitFor();
      await press("ArrowDown");
      const chosen = await $('.filter-option[aria-selected="true"]').innerText();
      await press("Enter");
      assert.equal(await $(".filter-input").inputValue(), `${chosen.split("\n")[0]} `);
      await shown().page.keyboard.type("< 5 and (");
      await $(".filter-error").filter({ hasText: "Expected a condition" }).waitFor();
      assert.equal(await $(".filter-input").getAttribute("aria-invalid"), "true");
      const place = await $(".filter-error").boundingBox();
      const list = await $(".filter-list").boundingBox();
      assert.ok(
        place && list && place.y > 0 && place.y + place.height <= list.y,
        "both can be read",
      );
      await shown().shot("table-error");
      await filter("metrics.loss.min < 5 and config.lr = 0.1");
      await count("3 runs");
      await choose("Status", "Failed");
      await count("0 runs");
      await choose("Status", "Any status");
      await count("3 runs");
      await filter("");
      await shown().root.getByRole("searchbox", { name: "Search names" }).fill("^seed [0-4]$");
      await $(".filter-input").fill("status =");
      await count("5 runs");
      // Another change leaves alone what is being typed.
      assert.equal(await $(".filter-input").inputValue(), "status =");
      await press("End");
      await shown().page.keyboard.type(" failed");
      await press("Enter");
      await count("1 run");
      await filter("");
      await count("5 runs");
    },

    sortBySeveral: async () => {
      await head("config.lr").click();
      await head("metrics.acc.last").click({ modifiers: ["Shift"] });
      await until(async () => (await names()).join() === "seed 4,seed 2,seed 0");
      assert.equal(await head("config.lr").getAttribute("aria-sort"), "descending");
    },

    arrangeColumns: async () => {
      await shown().root.getByRole("button", { name: "Columns" }).click();
      await shown().root.getByRole("searchbox", { name: "Search columns" }).fill("loss min");
      await shown().root.getByRole("checkbox", { name: /loss/ }).check();
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
    },

    askWhatTheyRanIn: async () => {
      await shown().root.getByRole("button", { name: "Columns" }).click();
      for (const name of ["Branch", "Commit"]) {
        await shown().root.getByRole("searchbox", { name: "Search columns" }).fill(name);
        await shown().root.getByRole("checkbox", { name }).check();
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
    },

    compareWithOne: async () => {
      await head("metrics.loss.min").click();
      await menu($('.line-run[data-ref$=":curve02"] .cell-title'), "Compare others");
      const delta = (run: string) => $(`[data-ref$=":${run}"] .delta`).first();
      await $('[data-ref$=":curve01"] .delta-better').first().waitFor();
      await until(async () => (await delta("curve01").innerText()) === "−1");
      await $('[data-ref$=":curve04"] .delta-worse').first().waitFor();
      const cell = $('[data-ref$=":curve01"] [role="gridcell"]').filter({ has: $(".delta") });
      assert.equal(await cell.first().getAttribute("title"), "1.0333 · −49.2 % · better");
      const stays = $(".grid-head .line-baseline");
      assert.match(await stays.innerText(), /seed 2/);
      assert.equal(await $(".grid").getAttribute("aria-rowcount"), "6", "it is no line");
      await stays.locator(".cell-title").click();
      assert.equal(await $('[aria-selected="true"]').count(), 0);
      await shown().shot("table-baseline");
      await shown().root.getByRole("checkbox", { name: "Only differences" }).click();
      await until(async () => (await head("config.decay").count()) === 0);
      assert.equal(await head("config.lr").count(), 1);
      await shown().shot("table-dark");
    },

    groupRuns: async () => {
      await choose("Group by", "lr");
      await choose("Group by", "Status");
      await count("3 groups of 5 runs");
      const group = $(".line-group").filter({ hasText: "0.1 · finished" });
      const text = await group.innerText();
      assert.match(text.replaceAll(/\s+/g, " "), /2\.0333 ± 2 0\.033333 – 4\.0333/);
      await group.click();
      await until(async () => (await $(".line-run").count()) === 3);
      assert.equal(await group.getAttribute("aria-expanded"), "true");
      await shown().shot("table-groups");
      await choose("Group by", "lr");
      await choose("Group by", "Status");
      await count("5 runs");
    },

    orderGroups: async () => {
      await choose("Group by", "lr");
      await choose("Group by", "Status");
      const keys = () => $(".line-group .group-name").allInnerTexts();
      const means = async () => {
        const at = await head("metrics.loss.min").getAttribute("data-column");
        return $(`.line-group [data-column="${at}"] .group-mean`).allInnerTexts();
      };
      await head("title").click();
      await head("metrics.loss.min").click();
      await until(async () => (await means()).join() === "3.0333,2.0333,1.0333");
      assert.equal(await head("metrics.loss.min").getAttribute("aria-sort"), "descending");
      await shown().shot("table-groups-sorted");
      await head("metrics.loss.min").click();
      await until(async () => (await means()).join() === "1.0333,2.0333,3.0333");
      assert.equal(await head("metrics.loss.min").getAttribute("aria-sort"), "ascending");
      // Runs within are in the same order.
      await $(".line-group").filter({ hasText: "0.1 · finished" }).click();
      await until(async () => (await names()).join() === "seed 0,seed 2,seed 4");
      await head("title").click();
      await until(
        async () => (await keys()).join() === "0.01 · failed,0.01 · finished,0.1 · finished",
      );
      await head("title").click();
      await until(
        async () => (await keys()).join() === "0.1 · finished,0.01 · finished,0.01 · failed",
      );
      await choose("Group by", "lr");
      await choose("Group by", "Status");
      await head("config.lr").click();
      await head("metrics.acc.last").click({ modifiers: ["Shift"] });
      await count("5 runs");
    },
  };
}
