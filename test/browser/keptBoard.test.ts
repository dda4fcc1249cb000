import assert from "node:assert/strict";

import type { Page } from "playwright-core";

import { BrowserStage } from "./browserStage.ts";

describe("a board in a browser", () => {
  let stage: BrowserStage;
  let page: Page;

  before(async () => {
    stage = await BrowserStage.set((store) => {
      for (const id of ["first", "second"]) {
        const points = [1, 2, 3].map((v) => ({ loss: v, "val/loss": v, "val/acc": 1 / v }));
        store.writeRun({ id, meta: { alias: id }, points });
      }
    });
    const context = await stage.browser.newContext({ viewport: { width: 1400, height: 900 } });
    page = await context.newPage();
    await page.goto(stage.linkTo("/runs/first").href);
  });
  after(() => stage.strike());

  const cards = async () =>
    page
      .locator(".card")
      .evaluateAll((all) => all.map((card) => (card as HTMLElement).dataset["metric"]));
  const size = async () => page.locator(".charts").first().getAttribute("data-size");
  /** Another tab, after everything else was closed. */
  const tomorrow = async (address: string) => {
    const next = await page.context().newPage();
    await page.close();
    page = next;
    await page.goto(address);
    await page.locator(".card").first().waitFor();
  };
  const openSettings = async () => page.getByRole("button", { name: "Chart settings" }).click();

  it("is what it was when another run is opened in another tab", async () => {
    await page.locator(".card").first().waitFor();
    assert.deepEqual(await cards(), ["loss", "val/acc", "val/loss"]);
    await page.locator('[data-metric="val/loss"] .plot').focus();
    await page.keyboard.press("Alt+ArrowLeft");
    await openSettings();
    await page.getByRole("combobox", { name: "Chart size" }).click();
    await page.getByRole("option", { name: "Large" }).click();
    await page.keyboard.press("Escape");
    await page.getByRole("textbox", { name: "Filter metrics" }).fill("val");
    await page.getByRole("checkbox", { name: "Log y" }).first().click();
    assert.deepEqual(await cards(), ["val/loss", "val/acc"]);
    await tomorrow(new URL("/runs/second", stage.link).href);
    // What was looked for is no part of the board.
    assert.deepEqual(await cards(), ["loss", "val/loss", "val/acc"]);
    assert.equal(await size(), "large");
    assert.equal(await page.getByRole("checkbox", { name: "Log y" }).first().isChecked(), true);
  });

  it("is the same one where runs are compared, and is reset for all pages", async () => {
    await tomorrow(stage.comparison(["first", "second"]));
    assert.deepEqual(await cards(), ["loss", "val/loss", "val/acc"]);
    assert.equal(await size(), "large");
    await openSettings();
    await page.getByRole("button", { name: "Reset the board" }).click();
    assert.deepEqual(await cards(), ["loss", "val/acc", "val/loss"]);
    assert.equal(await size(), "medium");
    assert.equal(await page.getByRole("checkbox", { name: "Log y" }).first().isChecked(), false);
    await tomorrow(new URL("/runs/first", stage.link).href);
    assert.deepEqual(await cards(), ["loss", "val/acc", "val/loss"]);
    assert.equal(await size(), "medium");
  });
});
