import assert from "node:assert/strict";

import { userConfigDir } from "#extension/sources/userConfig.ts";

describe("the user's config folder", () => {
  it("is where the SDKs and the command have it", () => {
    assert.equal(userConfigDir({}, "linux", "/home/a"), "/home/a/.config/runicorn");
    assert.equal(userConfigDir({ XDG_CONFIG_HOME: "/x" }, "linux", "/home/a"), "/x/runicorn");
    assert.equal(
      userConfigDir({}, "darwin", "/Users/a"),
      "/Users/a/Library/Application Support/Runicorn",
    );
    assert.match(userConfigDir({ APPDATA: "C:\\Roaming" }, "win32", "C:\\a"), /Roaming.Runicorn$/);
  });
});
