import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import { newSocketPath } from "#core/server/http/privateSocket.ts";

describe("newSocketPath", () => {
  let folder: string;
  const inside = (...parts: string[]) => path.join(folder, ...parts);

  before(function () {
    if (process.platform === "win32") this.skip();
  });
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "rs-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const folderFor = async (env: Record<string, string>) => path.dirname(await newSocketPath(env));

  it("is in the runtime folder, in a folder nobody else may enter", async () => {
    const used = await folderFor({ XDG_RUNTIME_DIR: folder, HOME: inside("home") });
    assert.equal(used, inside("runicorn"));
    assert.equal(statSync(used).mode & 0o777, 0o700);
  });

  it("is elsewhere where others may enter, or lead us astray", async () => {
    mkdirSync(inside("runicorn"));
    chmodSync(inside("runicorn"), 0o755);
    const env = { XDG_RUNTIME_DIR: folder, HOME: inside("home") };
    assert.equal(await folderFor(env), inside("home", ".runicorn", "run"));
    rmSync(inside("runicorn"), { recursive: true });
    mkdirSync(inside("theirs"), { mode: 0o700 });
    symlinkSync(inside("theirs"), inside("runicorn"));
    assert.equal(await folderFor(env), inside("home", ".runicorn", "run"));
    assert.equal(
      await folderFor({ XDG_RUNTIME_DIR: "relative", HOME: inside("home") }),
      inside("home", ".runicorn", "run"),
    );
  });

  it("is short enough for every system", async () => {
    const long = inside("x".repeat(100));
    const socket = await newSocketPath({ XDG_RUNTIME_DIR: long, HOME: long });
    assert.ok(Buffer.byteLength(socket) <= 100);
    assert.match(socket, /^\/tmp\/runicorn-\d+\/viewer-[0-9a-f]{16}\.sock$/);
  });
});
