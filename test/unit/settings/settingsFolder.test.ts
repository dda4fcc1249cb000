import assert from "node:assert/strict";
import path from "node:path";

import { settingsFolder } from "#core/settings/settingsFolder.ts";

describe("the folder of a person's settings", () => {
  it("is where the SDKs have it, for the extension and the command alike", function () {
    if (process.platform !== "linux") this.skip();
    assert.equal(settingsFolder({ HOME: "/home/a" }), "/home/a/.config/runicorn");
    assert.equal(settingsFolder({ HOME: "/home/a", XDG_CONFIG_HOME: "/x" }), "/x/runicorn");
  });

  it("is never a relative one: an empty variable counts as none", () => {
    const folder = settingsFolder({ HOME: "/home/a", XDG_CONFIG_HOME: "", APPDATA: "" });
    assert.ok(path.isAbsolute(folder), folder);
  });
});
