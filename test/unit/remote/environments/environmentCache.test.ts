import assert from "node:assert/strict";

import { EnvironmentCache } from "#core/remote/environments/environmentCache.ts";
import type { SshLink } from "#core/remote/ssh/sshLink.ts";
import { AnsweringMachine, machineRecord } from "#test/support/remote/answeringMachine.ts";

describe("EnvironmentCache", () => {
  let isDown = false;
  const machine = new AnsweringMachine(() => [machineRecord()]);
  const session = {
    link: (): Promise<SshLink> =>
      isDown ? Promise.reject(new Error("gone")) : Promise.resolve(machine as object as SshLink),
  };

  it("looks once, again when told to, and keeps what it knows when that fails", async () => {
    const cache = new EnvironmentCache();
    isDown = true;
    await assert.rejects(cache.of(session), /gone/);
    isDown = false;
    const [first, second] = await Promise.all([cache.of(session), cache.of(session)]);
    assert.equal(first, second);
    assert.equal(machine.runs, 1);
    assert.equal(await cache.of(session), first);
    const fresh = await cache.of(session, { refresh: true });
    assert.equal(machine.runs, 2);
    assert.notEqual(fresh, first);
    isDown = true;
    await assert.rejects(cache.of(session, { refresh: true }), /gone/);
    assert.equal(await cache.of(session), fresh);
  });
});
