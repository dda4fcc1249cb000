import { ShownPage } from "../pages/shownPage.ts";
import type { Stage } from "./stage.ts";

/** The page in front in a window of VS Code. */
export class WindowPage extends ShownPage {
  readonly #stage: Stage;

  constructor(stage: Stage) {
    super(stage.page, stage.workbench.dashboard);
    this.#stage = stage;
  }

  /** Opens the comparison of runs of the tree: of these lines, or with Shift of all from the first to the last. */
  async compare(
    lines: readonly string[],
    runs = lines.length,
    key: "Shift" | "ControlOrMeta" = "ControlOrMeta",
  ): Promise<void> {
    const { page, workbench } = this.#stage;
    const { root } = workbench.pane("Experiments");
    for (const [i, line] of lines.entries()) {
      const row = root.locator(".monaco-list-row").filter({ hasText: line }).first();
      await row.click({ modifiers: i === 0 ? [] : [key] });
    }
    await workbench.run("Runicorn: Compare Runs…");
    const quick = page.locator(".quick-input-widget");
    await quick.getByText(`${runs} Selected`).waitFor();
    await page.keyboard.press("Enter");
    await workbench.tab(`Compare ${runs} runs`).waitFor();
  }

  problems(): string[] {
    return [...this.#stage.errors, ...this.#stage.strayed];
  }

  async shot(name: string): Promise<void> {
    await this.#stage.shot(`window-${name}`);
  }
}
