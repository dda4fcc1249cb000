import { ShownPage } from "../pages/shownPage.ts";
import type { Stage } from "./stage.ts";

/** The page in front in a window of VS Code. */
export class WindowPage extends ShownPage {
  readonly #stage: Stage;

  constructor(stage: Stage) {
    super(stage.page, stage.workbench.dashboard);
    this.#stage = stage;
  }

  /** Opens the comparison of the runs from one line of the tree to another. */
  async compare(first: string, last: string, runs: number): Promise<void> {
    const { page, workbench } = this.#stage;
    const { root } = workbench.pane("Experiments");
    const row = (text: string) =>
      root.locator(".monaco-list-row").filter({ hasText: text }).first();
    await row(first).click();
    await row(last).click({ modifiers: ["Shift"] });
    await workbench.run("Runicorn: Compare Runs…");
    const quick = page.locator(".quick-input-widget");
    await quick.getByText(`${runs} Selected`).waitFor();
    await page.keyboard.press("Enter");
    await workbench.tab(`Compare ${runs} runs`).waitFor();
  }

  async shot(name: string): Promise<void> {
    await this.#stage.shot(`window-${name}`);
  }
}
