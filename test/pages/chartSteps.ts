import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import { until } from "#test/support/until.ts";

import { lastLoss } from "./chartRun.ts";
import { blue, type Colour, type ShownPage } from "./shownPage.ts";

const red: Colour = [241, 76, 76];

/** What a person does with the charts of `writeChartRun`. */
export function chartSteps(shown: () => ShownPage) {
  const root = () => shown().root;
  const plot = (metric: string) => shown().plot(metric);
  const count: ShownPage["count"] = (...asked) => shown().count(...asked);
  const press = (key: string) => shown().page.keyboard.press(key);
  const zoomed = () => root().locator(".plot-reset:not([hidden])");
  const show = async (metric: string) => {
    await plot(metric).scrollIntoViewIfNeeded();
    await shown().untilDrawn(metric);
  };
  const boxOf = async (metric: string) => {
    await plot(metric).scrollIntoViewIfNeeded();
    const box = await plot(metric).boundingBox();
    assert.ok(box);
    return box;
  };
  /** Until all that was asked for is drawn. */
  const untilCalm = async (metric: string) => {
    let before = await shown().pixels(metric);
    await until(async () => {
      await sleep(150);
      const last = before;
      before = await shown().pixels(metric);
      return before.data.equals(last.data);
    });
  };
  /** Where on the canvas the top of the spike is, as a part of its width: the line runs at the foot of the plot. */
  const spikePlace = async () => {
    const { width, height, data } = await shown().pixels("loss");
    const [r, g, b] = blue;
    for (let y = 2; y < height * 0.6; y++) {
      for (let x = 0; x < width; x++) {
        const [red = 0, green = 0, blue = 0, alpha = 0] = data.subarray((y * width + x) * 4);
        const distance = Math.abs(red - r) + Math.abs(green - g) + Math.abs(blue - b);
        if (alpha > 60 && distance < 90) return x / width;
      }
    }
    return assert.fail("the spike is not drawn");
  };

  return {
    seeSpike: async () => {
      // The line runs at the foot of the plot; only the spike reaches its middle.
      const inSpike = (x: number, y: number) => y > 0.1 && y < 0.6 && x > 0.55 && x < 0.75;
      await until(async () => (await count("loss", blue, inSpike)) > 10);
      await shown().shot("charts-dark");
    },

    seeEnd: async () => {
      const last = root().locator('[data-metric="loss"] .card-last');
      await last.filter({ hasText: new RegExp(`^${lastLoss}$`) }).waitFor();
      // The ring lies a sixth of the way up; the mean of the last stretch is at its foot.
      const end = (x: number, y: number) => x > 0.95 && y > 0.7 && y < 0.78;
      await until(async () => (await count("loss", blue, end, 150)) > 5);
      const { x, y, width } = await boxOf("loss");
      await shown().page.mouse.move(x + width - 10, y + 56);
      await root()
        .locator("#panel-charts .tooltip")
        .filter({ hasText: new RegExp(`Last\\s*${lastLoss}(?![\\d.])`) })
        .waitFor();
      assert.equal(await last.innerText(), String(lastLoss));
      await shown().shot("charts-end");
      await shown().page.mouse.move(x - 5, y - 5);
    },

    dragToSpike: async () => {
      const { mouse } = shown().page;
      for (let zooms = 0; zooms < 3; zooms++) {
        const { x, y, width } = await boxOf("loss");
        const at = x + (await spikePlace()) * width;
        await mouse.move(Math.max(x + 55, at - width * 0.05), y + 46);
        await mouse.down();
        await mouse.move(at + width * 0.05, y + 66, { steps: 4 });
        await mouse.up();
        await mouse.move(x + 5, y + 5);
        await untilCalm("loss");
      }
      const { x, y, width } = await boxOf("loss");
      const at = x + (await spikePlace()) * width;
      let offset = -4;
      const text = await until(async () => {
        offset = offset > 4 ? -4 : offset + 0.5;
        await mouse.move(at + offset, y + 56);
        const text = await root().locator("#panel-charts .tooltip").innerText();
        return text.includes("Step 61,803") && text;
      });
      assert.match(text, /Value\s+25/);
      await shown().shot("charts-zoomed");
    },

    goBack: async () => {
      await until(async () => (await zoomed().count()) === 5);
      const { x, y } = await boxOf("loss");
      await shown().page.mouse.dblclick(x + 100, y + 56);
      await until(async () => (await zoomed().count()) === 0);
    },

    zoomByKeysAndWheel: async () => {
      const { keyboard, mouse } = shown().page;
      const place = await spikePlace();
      await plot("loss").focus();
      for (const key of ["+", "ArrowRight", "ArrowRight"]) await press(key);
      await zoomed().first().waitFor({ state: "attached" });
      await until(async () => (await spikePlace()) < place - 0.1);
      await press("0");
      await until(async () => (await zoomed().count()) === 0);
      const { x, y } = await boxOf("signed");
      await mouse.move(x + 150, y + 56);
      await keyboard.down("Control");
      await mouse.wheel(0, -300);
      await keyboard.up("Control");
      await zoomed().first().waitFor({ state: "attached" });
      await plot("loss").focus();
      await press("0");
    },

    /** A drag upwards shows a stretch of y, of this chart only. */
    zoomY: async () => {
      await show("decay");
      const { mouse } = shown().page;
      const others = await shown().pixels("signed");
      // The long end of the curve lies at the foot.
      const end = (x: number, y: number) => x > 0.5 && y > 0.6;
      assert.ok((await count("decay", blue, end)) > 50);
      const { x, y, width, height } = await boxOf("decay");
      await mouse.move(x + width / 2, y + height * 0.8);
      await mouse.down();
      await mouse.move(x + width / 2 + 2, y + height * 0.6, { steps: 4 });
      const selection = plot("decay").locator(".selection");
      const selected = await selection.boundingBox();
      assert.ok(selected && selected.width > width * 0.7 && selected.height < height * 0.3);
      await shown().shot("charts-drag-y");
      await mouse.up();
      await until(async () => (await count("decay", blue, end)) === 0);
      assert.ok((await count("decay", blue)) > 50);
      assert.equal(await zoomed().count(), 1, "others are as they were");
      assert.ok((await shown().pixels("signed")).data.equals(others.data));
      await mouse.move(x - 5, y - 5);
      await shown().shot("charts-zoomed-y");
    },

    leaveY: async () => {
      const { x, y } = await boxOf("decay");
      await shown().page.mouse.dblclick(x + 100, y + 56);
      await until(async () => (await zoomed().count()) === 0);
    },

    /** A rectangle is a stretch of x, which all charts share, and one of y. */
    zoomRectangle: async () => {
      const { mouse } = shown().page;
      const { x, y, width, height } = await boxOf("signed");
      // Around the top of the curve, which reaches the foot of the plot over more of x, or with y as high as the curve.
      const foot = (_: number, up: number) => up > 0.75;
      assert.ok((await count("signed", blue, foot)) > 20);
      await mouse.move(x + width * 0.3, y + height * 0.05);
      await mouse.down();
      await mouse.move(x + width * 0.6, y + height * 0.4, { steps: 4 });
      await shown().shot("charts-drag-rectangle");
      await mouse.up();
      await until(async () => (await zoomed().count()) === 5);
      await mouse.move(x - 5, y - 5);
      await until(async () => (await count("signed", blue, foot)) === 0);
      assert.ok((await count("signed", blue, (_, up) => up < 0.4)) > 50);
      await shown().shot("charts-zoomed-rectangle");
      await plot("signed").focus();
      await press("0");
      await until(async () => (await zoomed().count()) === 0);
    },

    zoomYByKeysAndWheel: async () => {
      const { keyboard, mouse } = shown().page;
      await plot("decay").focus();
      await shown().untilRedrawn("decay", () => press("*"));
      assert.equal(await zoomed().count(), 1);
      await shown().untilRedrawn("decay", () => press("ArrowDown"));
      await press("/");
      await until(async () => (await zoomed().count()) === 0);
      // At the labels of the axis the wheel is of it.
      const { x, y } = await boxOf("decay");
      await mouse.move(x + 20, y + 56);
      await keyboard.down("Control");
      await mouse.wheel(0, -300);
      await keyboard.up("Control");
      await until(async () => (await zoomed().count()) === 1);
      await plot("decay").getByRole("button", { name: "Reset zoom" }).click();
      await until(async () => (await zoomed().count()) === 0);
    },

    seeWhatIsNotFinite: async () => {
      await show("broken");
      const foot = (x: number, y: number) => y > 0.8 && x > 0.4 && x < 0.75;
      const head = (x: number, y: number) => y < 0.2 && x > 0.75;
      await until(async () => (await count("broken", red, foot)) > 100);
      assert.ok((await count("broken", red, head)) > 10, "infinity at the head");
      const card = root().locator('[data-metric="broken"]');
      await card.getByText("20 NaN · 1 infinite").waitFor();
    },

    turnLogY: async () => {
      await show("decay");
      const upperHalf = (_: number, y: number) => y < 0.4;
      const linear = await count("decay", blue, upperHalf);
      await root().getByRole("checkbox", { name: "Log y" }).click();
      await until(async () => (await count("decay", blue, upperHalf)) > linear * 2);
      const signed = root().locator('[data-metric="signed"]');
      await signed.scrollIntoViewIfNeeded();
      await signed.getByText("values ≤ 0 not shown").waitFor();
      await root().getByRole("checkbox", { name: "Log y" }).click();
    },

    smooth: async () => {
      await show("noisy");
      const slider = root().getByRole("slider", { name: "Smoothing" });
      const peaks = (x: number, y: number) => y < 0.15 && x > 0.5;
      const middle = (x: number, y: number) => y > 0.35 && y < 0.5 && x > 0.5;
      await until(async () => (await count("noisy", blue, peaks, 200)) > 50);
      await slider.fill("0.9");
      await until(async () => (await count("noisy", blue, peaks, 200)) === 0);
      assert.ok((await count("noisy", blue, peaks)) > 50, "the raw line is still there");
      assert.ok(
        (await count("noisy", blue, middle, 200)) > 50,
        "the smoothed line runs in the middle",
      );
      await shown().shot("charts-smoothed");
      await slider.fill("0");
    },

    countInTimes: async () => {
      await show("loss");
      for (const [name, first, last] of [
        ["Relative time", 90_000, 100_000],
        ["Wall time", 1_700_000_000, Infinity],
        ["Step", 99_999, 100_000],
      ] as const) {
        await root().locator(".toolbar vscode-dropdown").first().click();
        await root().getByRole("option", { name }).click();
        await until(async () => {
          const x = await shown().drawn("loss");
          return x >= first && x <= last;
        });
      }
    },

    filter: async () => {
      await root().getByRole("textbox", { name: "Filter metrics (regex)" }).fill("^s|^n");
      await until(async () => (await root().locator("[data-metric]:visible").count()) === 2);
    },

    unfilter: async () => {
      await root().getByRole("textbox", { name: "Filter metrics (regex)" }).fill("");
      await shown().untilDrawn("loss");
    },

    seeHistograms: async () => {
      const map = root().locator('[data-histogram="weights"] .histogram-map');
      await map.scrollIntoViewIfNeeded();
      await until(async () => (await map.getAttribute("data-columns")) === "51");
      const { page } = shown();
      const box = await map.boundingBox();
      assert.ok(box);
      await page.mouse.move(box.x + box.width * 0.6, box.y + box.height / 2);
      const tooltip = map.locator(".tooltip");
      await tooltip.filter({ hasText: /Step \d+.*Values.* – .*Count/su }).waitFor();
      await shown().shot("charts-histogram");
      await page.mouse.move(0, 0);
      await tooltip.waitFor({ state: "hidden" });
      // By keys, which say it to those who do not see it.
      await map.focus();
      await press("ArrowUp");
      const told = map.getByRole("status");
      const last = await until(() => told.innerText());
      await press("ArrowLeft");
      await until(async () => (await told.innerText()) !== last);
      assert.match(
        await told.innerText(),
        /^Step [\d,]+, Values .+ – .+, Count [\d,]+ \(.+ %\), Total [\d,]+$/,
      );
      await press("Escape");
      await tooltip.waitFor({ state: "hidden" });
    },
  };
}
