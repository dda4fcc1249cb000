import assert from "node:assert/strict";

import { runicornCommand } from "#extension/sources/viewerCommand.ts";

describe("the program that serves a store", () => {
  const choice = { nodePath: "", execPath: "/editor", nodeApi: "10" };

  it("is the editor's own Node", () => {
    assert.deepEqual(runicornCommand(choice, "/x.cjs", ["viewer"]), {
      file: "/editor",
      args: ["/x.cjs", "viewer"],
      env: { ELECTRON_RUN_AS_NODE: "1" },
    });
  });

  it("is the Node of the setting where there is one", () => {
    const own = { ...choice, nodePath: "/node", nodeApi: "9" };
    assert.equal(runicornCommand(own, "/x.cjs", [])?.file, "/node");
  });

  it("is none where the editor's Node would crash", () => {
    for (const nodeApi of ["9", "", "none"]) {
      assert.equal(runicornCommand({ ...choice, nodeApi }, "/x.cjs", []), undefined);
    }
  });
});
