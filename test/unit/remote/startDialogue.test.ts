import assert from "node:assert/strict";
import { PassThrough, Readable } from "node:stream";

import { startDialogue } from "#core/remote/viewer/startDialogue.ts";
import { ViewerLog } from "#core/remote/viewer/viewerLog.ts";

describe("the talk with a machine that a viewer is brought to", () => {
  it("sends it nothing a second time, however often it asks", async () => {
    const [stdin, stdout] = [new PassThrough(), new PassThrough()];
    let opened = 0;
    const server = {
      folder: "server/1",
      checksums: "",
      files: 1,
      open() {
        opened += 1;
        return Promise.resolve({ bytes: 3, content: Readable.from([Buffer.from("abc")]) });
      },
    };
    stdin.resume();
    stdout.write("send server\nsend server\nsend server\n");
    const talking = startDialogue({
      process: {
        stdin,
        stdout,
        stderr: new PassThrough(),
        ended: Promise.resolve({ code: 1, signal: null }),
        close: () => undefined,
      },
      parcels: { server, node: undefined },
      token: "the-token",
      log: new ViewerLog(),
      signal: AbortSignal.timeout(10_000),
      onProgress: () => undefined,
    });
    await assert.rejects(talking, /ended before it was up/);
    assert.equal(opened, 1);
  });
});
