import type { Locator } from "playwright-core";

import type { ShownPage } from "./shownPage.ts";

/** How a person reaches what is in the table. */
export function tableHands(shown: () => ShownPage) {
  const $ = (selector: string): Locator => shown().root.locator(selector);
  const press = async (...keys: string[]) => {
    for (const key of keys) await shown().page.keyboard.press(key);
  };
  const count = (text: string) =>
    $(".table-count")
      .filter({ hasText: new RegExp(`(?<![\\d,])${text}`, "u") })
      .waitFor();
  const head = (field: string) => $(`.head [data-field="${field}"]`);
  /** The texts of a column, from the top. */
  const column = async (field: string): Promise<string[]> => {
    const at = await head(field).getAttribute("data-column");
    return $(`.line-run [data-column="${at}"]`).allInnerTexts();
  };
  const names = async () => (await column("title")).slice(0, 3);
  const filter = async (text: string) => {
    await $(".filter-input").fill(text);
    await press("Enter");
  };
  const choose = async (button: string, item: string) => {
    await shown().root.getByRole("button", { name: button, exact: true }).click();
    await $(".menu-item").filter({ hasText: item }).first().click();
  };
  const menu = async (cell: Locator, item: string) => {
    await cell.click({ button: "right" });
    await $(".menu-item").filter({ hasText: item }).first().click();
  };

  const button = (name: string) => shown().root.getByRole("button", { name, exact: true });
  const selected = (n: number) =>
    $(".selected-count")
      .filter({ hasText: `${n} selected` })
      .waitFor();

  return { $, press, count, head, column, names, filter, choose, menu, button, selected };
}
