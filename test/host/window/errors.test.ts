import { mkdirSync } from "node:fs";
import path from "node:path";

import { until } from "#test/support/until.ts";

import { reportFailures } from "../reportFailures.ts";
import { Stage } from "../stage.ts";

describe("when the viewer cannot be started", () => {
  let stage: Stage;
  reportFailures(() => stage);

  before(async () => {
    const settings = { "runicorn.node.path": "/nowhere/node" };
    stage = await Stage.set({ settings }, (folder) => mkdirSync(path.join(folder, ".runicorn")));
  });
  after(() => stage.strike());

  it("says so, and a button shows the log", async () => {
    const { page, workbench } = stage;
    await workbench.showRunicorn();
    const notification = workbench.notification("Runicorn cannot read");
    await notification.waitFor({ timeout: 30_000 });
    await workbench.row("Viewer not running").waitFor();
    await stage.shot("error");
    const button = notification.getByRole("button", { name: "Show Log" });
    const log = page.locator(".part.panel").getByText("ENOENT").first();
    // A window that is still being built may lose a click; a click on the line brings the notification again.
    await until(
      async () => {
        if (await log.isVisible()) return true;
        if (await button.isVisible()) await button.click();
        else await workbench.row("Viewer not running").click();
        return false;
      },
      { timeout: 30_000, every: 2000 },
    );
    await stage.shot("error-log");
  });
});
