import assert from "node:assert/strict";

import { until } from "#test/support/until.ts";

import { bestAt, highLevel, levels, lowLevel } from "./drawnRuns.ts";
import type { Colour, ShownPage } from "./shownPage.ts";

type Extent = readonly [low: number, high: number];

/** What a person sees of, and does with, the charts of `writeDrawnRuns`, compared. */
export function drawnSteps(shown: () => ShownPage) {
  const root = () => shown().root;
  const press = (key: string) => shown().page.keyboard.press(key);
  const card = (metric: string) => root().locator(`[data-metric="${metric}"]`);
  const choose = async (list: string, name: string) => {
    await root().getByRole("combobox", { name: list }).last().click();
    await root().getByRole("option", { name, exact: true }).click();
  };
  const openSettings = () => root().getByRole("button", { name: "Chart settings" }).click();
  const toggle = async (name: string) => {
    await openSettings();
    await root().getByRole("checkbox", { name }).click();
    await press("Escape");
  };
  const cards = () =>
    root()
      .locator(".card:visible")
      .evaluateAll((all) => all.map((one) => one.getAttribute("data-metric")));
  const swatch = async (name: RegExp): Promise<Colour> => {
    const line = root().locator(".compared-group, .compared-run").filter({ hasText: name });
    const text = await line.first().locator(".swatch line").first().getAttribute("stroke");
    const [r = 0, g = 0, b = 0] = (text?.match(/[\da-f]{2}/gu) ?? []).map((two) =>
      parseInt(two, 16),
    );
    return [r, g, b];
  };

  /** From which to which value a colour is drawn in the middle of a chart, and where its line is. */
  const drawnAt = async (metric: string) => {
    const { width, height, data } = await shown().pixels(metric);
    const column = Math.floor(width * 0.55);
    const rows = ([r, g, b]: Colour, least: number): number[] =>
      Array.from({ length: height }, (_, y) => y).filter((y) => {
        const [red = 0, green = 0, blue = 0, alpha = 0] = data.subarray(4 * (y * width + column));
        const distance = Math.abs(red - r) + Math.abs(green - g) + Math.abs(blue - b);
        return alpha >= least && distance < 60;
      });
    const middle = (all: readonly number[]) => ((all[0] ?? NaN) + (all.at(-1) ?? NaN)) / 2;
    const lineOf = (colour: Colour) => middle(rows(colour, 120));
    const [low, high] = [lineOf(await swatch(/low/)), lineOf(await swatch(/high/))];
    const value = (y: number) => lowLevel + ((low - y) / (low - high)) * (highLevel - lowLevel);
    const many = await swatch(/many/);
    const band = rows(many, 12);
    return {
      line: value(lineOf(many)),
      band: [value(band.at(-1) ?? NaN), value(band[0] ?? NaN)] as Extent,
      perPixel: (highLevel - lowLevel) / (low - high),
    };
  };
  const untilDrawnAt = async (line: number, band: Extent | null) => {
    let seen: Awaited<ReturnType<typeof drawnAt>> | undefined;
    await until(async () => {
      seen = await drawnAt("level");
      const near = (one: number, other: number) =>
        Math.abs(one - other) < 2 * (seen?.perPixel ?? 0);
      const isBand = band
        ? near(seen.band[0], band[0]) && near(seen.band[1], band[1])
        : near(seen.band[0], line) && near(seen.band[1], line);
      return near(seen.line, line) && isBand;
    }).catch(() => assert.fail(`${line} ${String(band)} is not ${JSON.stringify(seen)}`));
  };

  return {
    cards,

    seeBands: async () => {
      const n = levels.length;
      const mean = levels.reduce((sum, level) => sum + level, 0) / n;
      const deviation = Math.sqrt(
        levels.reduce((sum, level) => sum + (level - mean) ** 2, 0) / (n - 1),
      );
      const around = (reach: number): Extent => [mean - reach, mean + reach];
      await choose("Group by", "Tag");
      for (const [name, band] of [
        ["Min–max", [1, 10]],
        ["Std. deviation", around(deviation)],
        ["Std. error", around(deviation / 2)],
        // Student's t for three degrees of freedom.
        ["95 % CI", around((3.182 * deviation) / 2)],
        ["No band", null],
      ] as const) {
        await choose("Band of a group", name);
        await untilDrawnAt(mean, band);
        if (name === "95 % CI") await shown().shot("drawn-band");
      }
      await choose("Band of a group", "Min–max");
      await choose("Line of a group", "Median");
      await untilDrawnAt(2.5, [1, 10]);
      await choose("Line of a group", "Mean");
      await choose("Group by", "None");
    },

    lookByField: async () => {
      await choose("Colour by", "lr");
      await choose("Dash by", "Tag");
      await card("level").getByRole("button", { name: "Full screen" }).click();
      const legend = card("level").locator(".legend");
      const lookOf = async (level: number) => {
        const line = legend.locator(`[title^="level ${level} "] .swatch line`);
        const [colour, dash] = await Promise.all(
          ["stroke", "stroke-dasharray"].map((name) => line.getAttribute(name)),
        );
        return { colour, dash };
      };
      const many = async () => Promise.all(levels.map(lookOf));
      await until(
        async () => new Set((await many()).map((look) => JSON.stringify(look))).size === 1,
      );
      const [one, low, high] = await Promise.all([1, lowLevel, highLevel].map(lookOf));
      assert.equal(low?.colour, high?.colour);
      assert.notEqual(low?.colour, one?.colour);
      assert.equal(new Set([one?.dash, low?.dash, high?.dash]).size, 3);
      await shown().shot("drawn-legend");
      await press("Escape");
      await choose("Colour by", "None");
      await choose("Dash by", "None");
    },

    /** A star is as wide as it is high; a line is neither. */
    seeBest: async () => {
      await card("valley").scrollIntoViewIfNeeded();
      const colour = await swatch(/level 1 /u);
      const at = (x: number) => Math.abs(x - (0.13 + (bestAt / 200) * 0.84)) < 0.03;
      const beside = (x: number) => Math.abs(x - (0.13 + (bestAt / 100) * 0.84)) < 0.03;
      await until(async () => {
        const star = await shown().count("valley", colour, at, 150);
        const line = await shown().count("valley", colour, beside, 150);
        return line > 5 && star > line + 15;
      });
      await shown().shot("drawn-best");
    },

    /** In the colours of their lines. */
    seeWhatIsNotFinite: async () => {
      await card("broken").scrollIntoViewIfNeeded();
      const colour = await swatch(/level 14 /u);
      const foot = (x: number, y: number) => y > 0.8 && x > 0.4 && x < 0.7;
      const head = (x: number, y: number) => y < 0.1 && x > 0.7 && x < 0.85;
      await until(async () => (await shown().count("broken", colour, foot, 150)) > 50);
      assert.ok((await shown().count("broken", colour, head, 150)) > 8, "infinity at the head");
    },

    typeY: async () => {
      const level = card("level");
      await level.scrollIntoViewIfNeeded();
      const [low, high] = [await swatch(/level -4/u), await swatch(/level 14/u)];
      /** Their lines are at the edges as long as the axis ends where the values do. */
      const isInMiddle = async (colour: Colour) =>
        (await shown().count("level", colour, (_, y) => y > 0.3 && y < 0.7, 200)) > 100;
      const set = async (name: string, value: string) => {
        await root().getByRole("textbox", { name }).fill(value);
        await press("Enter");
      };
      assert.ok(!(await isInMiddle(low)) && !(await isInMiddle(high)));
      await openSettings();
      await set("Y from", "-20");
      await until(async () => (await isInMiddle(low)) && !(await isInMiddle(high)));
      await set("Y to", "40");
      await until(async () => (await isInMiddle(low)) && (await isInMiddle(high)));
      await set("Y to", "5");
      await level.getByText("places beyond the axis").waitFor();
      await set("Y to", "so much");
      await root().locator(".bound[aria-invalid=true]").waitFor();
      await shown().shot("drawn-y-typed");
      await set("Y to", "");
      await set("Y from", "");
      await press("Escape");
      await until(async () => !(await isInMiddle(low)));
      assert.equal(await level.getByText("places beyond the axis").count(), 0);
    },

    toggleLinks: async () => {
      const { page } = shown();
      const [own, all] = ["level", "broken,level,valley"];
      /** The charts at the top that have this, by name. */
      const having = async (what: string) => {
        const found = await root()
          .locator(`.card:has(${what}:not([hidden]))`)
          .evaluateAll((cards) => cards.map((one) => one.getAttribute("data-metric") ?? ""));
        return found
          .filter((key) => !key.startsWith("net/"))
          .toSorted()
          .join();
      };
      const zoomed = () => having(".plot-reset");
      const pointed = () => having(".crosshair");
      await toggle("Link zoom");
      await shown().plot("level").focus();
      await press("+");
      await until(async () => (await zoomed()) === own);
      await press("0");
      await until(async () => (await zoomed()) === "");
      await toggle("Link zoom");
      await shown().plot("level").focus();
      await press("+");
      await until(async () => (await zoomed()) === all);
      await press("0");
      await until(async () => (await zoomed()) === "");
      const point = async (x: number) => {
        const box = await shown().plot("level").boundingBox();
        assert.ok(box);
        await page.mouse.move(box.x + box.width * x, box.y + box.height / 2);
      };
      await toggle("Link cursor");
      await point(0.5);
      await until(async () => (await pointed()) === own);
      await toggle("Link cursor");
      await point(0.6);
      await until(async () => (await pointed()) === all);
    },

    /** By its head to another place of its section. */
    dragCard: async () => {
      const { mouse } = shown().page;
      assert.deepEqual((await cards()).slice(-3), ["net/a", "net/b", "net/c"]);
      await card("net/c").scrollIntoViewIfNeeded();
      const head = await card("net/c").getByRole("heading").boundingBox();
      const target = await card("net/a").boundingBox();
      assert.ok(head && target);
      await mouse.move(head.x + 10, head.y + head.height / 2);
      await mouse.down();
      await mouse.move(target.x + 60, target.y + 60, { steps: 5 });
      await mouse.move(target.x + 20, target.y + 60, { steps: 5 });
      await root().locator('[data-drop="before"]').waitFor({ state: "attached" });
      await shown().shot("drawn-drag");
      await mouse.up();
      await until(async () => (await cards()).slice(-3).join() === "net/c,net/a,net/b");
      assert.equal(await root().locator("[data-drop]").count(), 0);
    },

    collapse: async () => {
      await root().getByRole("button", { name: /^net/u }).click();
      await until(async () => !(await cards()).some((key) => key?.startsWith("net/")));
      assert.equal(await root().getByRole("button", { name: /^net/u, expanded: false }).count(), 1);
    },

    expand: async () => {
      await root().getByRole("button", { name: /^net/u }).click();
      await until(async () => (await cards()).slice(-3).join() === "net/c,net/a,net/b");
      await shown().untilDrawn("net/c", 200);
    },

    copyImage: async () => {
      await card("level").getByRole("button", { name: "More actions" }).click();
      await root().getByRole("menuitem", { name: "Copy image" }).click();
      await root().getByRole("status").filter({ hasText: "Image copied" }).waitFor();
    },
  };
}
