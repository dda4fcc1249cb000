import assert from "node:assert/strict";

import * as vscode from "vscode";

import { searchPicks } from "#extension/ui/searchPick.ts";
import { until } from "#test/support/until.ts";

describe("a list of which several are picked", () => {
  it("is answered with those ticked at first, where nothing has been found yet", async () => {
    const chosen = [{ label: "one" }, { label: "two" }];
    const never = new Promise<readonly { label: string }[]>(() => undefined);
    let picked: readonly { label: string }[] | undefined;
    const asked = searchPicks({
      title: "Compare",
      search: () => never,
      chosen,
      nameOf: ({ label }) => label,
    }).then((found) => (picked = found));
    // Enter, until the list is there to take it.
    await until(async () => {
      await vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
      return picked;
    });
    await asked;
    assert.deepEqual(
      picked?.map(({ label }) => label),
      ["one", "two"],
    );
  });
});
