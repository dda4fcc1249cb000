import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";

import { leaseEnd } from "#cli/lease.ts";

describe("leaseEnd", () => {
  it("comes when the input is closed", async () => {
    const input = new PassThrough();
    input.end("one line\n");
    assert.match(await leaseEnd(input, 60_000), /closed/);
  });

  it("comes after silence, and any line puts it off", async () => {
    const input = new PassThrough();
    const started = Date.now();
    const ended = leaseEnd(input, 800);
    for (let i = 0; i < 4; i++) {
      await sleep(200);
      input.write("alive\n");
    }
    assert.match(await ended, /no sign of life/);
    assert.ok(Date.now() - started >= 4 * 200 + 790);
  });
});
