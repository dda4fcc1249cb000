import assert from "node:assert/strict";
import { Readable, Writable } from "node:stream";

import { UsageError, type Io } from "#cli/command.ts";
import { viewer } from "#cli/commands/viewer.ts";

const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() });
const io: Io = {
  stdin: Readable.from([]),
  stdout: nowhere(),
  stderr: nowhere(),
  env: {},
  cwd: "/",
  signal: new AbortController().signal,
};

describe("options of the viewer", () => {
  it("that a shared one would ignore are refused", async () => {
    for (const option of ["--host=127.0.0.1", "--port=1", "--no-auth", "--stdio", "--json"]) {
      await assert.rejects(viewer.run(["--shared", option], io), (error) => {
        assert.ok(error instanceof UsageError);
        assert.match(error.message, /cannot be had with --shared/);
        return true;
      });
    }
  });
});
