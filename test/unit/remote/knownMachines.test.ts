import assert from "node:assert/strict";

import { KnownMachines } from "#core/remote/knownMachines.ts";
import type { SshLink } from "#core/remote/ssh/sshLink.ts";
import { AnsweringMachine, machineRecord } from "#test/support/remote/answeringMachine.ts";

describe("what is known of machines", () => {
  let isDown = false;
  const machine = new AnsweringMachine(() => [machineRecord()]);
  const session = {
    id: "u@h:22",
    link: (): Promise<SshLink> =>
      isDown ? Promise.reject(new Error("gone")) : Promise.resolve(machine as object as SshLink),
  };

  it("looks once, again when told to, and keeps what it knows when that fails", async () => {
    const cache = new KnownMachines();
    isDown = true;
    await assert.rejects(cache.of(session), /gone/);
    isDown = false;
    const [first, second] = await Promise.all([cache.of(session), cache.of(session)]);
    assert.equal(first, second);
    assert.equal(machine.runs, 1);
    assert.equal(await cache.of(session), first);
    const fresh = await cache.of(session, true);
    assert.equal(machine.runs, 2);
    assert.notEqual(fresh, first);
    isDown = true;
    await assert.rejects(cache.of(session, true), /gone/);
    assert.equal(await cache.of(session), fresh);
  });

  it("looks again after two looks at a time have failed", async () => {
    const cache = new KnownMachines();
    isDown = true;
    const looks = [cache.of(session), cache.of(session, true)];
    for (const look of looks) await assert.rejects(look, /gone/);
    isDown = false;
    await cache.of(session);
  });

  it("holds for the next session with one, which did not look itself", async () => {
    const cache = new KnownMachines();
    isDown = false;
    const found = await cache.of(session);
    const next = { ...session };
    assert.equal(await cache.of(next), found);
    assert.deepEqual([cache.isFresh(session), cache.isFresh(next)], [true, false]);
    assert.equal(cache.isFresh({ ...session, id: "u@other:22" }), true);
  });
});
