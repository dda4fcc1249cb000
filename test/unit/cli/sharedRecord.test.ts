import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";

import { SharedRecord } from "#cli/shared/sharedRecord.ts";
import { provingServer } from "#test/support/provingServer.ts";

describe("which server all programs of a person share", () => {
  let folder: string;
  const servers: net.Server[] = [];
  const facts = (name: string, version = "1.2.0") => ({
    socket: path.join(folder, name),
    token: `token of ${name}`,
    pid: 1,
    version,
    started: "now",
  });
  /** One that is there, whatever the record says. */
  async function serving(name: string, version?: string, server?: net.Server) {
    const own = facts(name, version);
    const one = server ?? provingServer(own.token, () => {});
    servers.push(one);
    await new Promise<void>((resolve) => one.listen(own.socket, resolve));
    return own;
  }
  const record = () => path.join(folder, "shared.json");
  const written = () => JSON.parse(readFileSync(record(), "utf8")) as unknown;
  const write = (text: unknown) => writeFileSync(record(), JSON.stringify(text), { mode: 0o600 });
  const claim = (own: ReturnType<typeof facts>, patienceMs?: number) =>
    new SharedRecord(folder, patienceMs).claim(own);

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-record-"));
  });
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("is the first of those that start at once", async () => {
    const own = await Promise.all(["a", "b", "c"].map((name) => serving(name)));
    const chosen = await Promise.all(own.map((one) => claim(one)));
    assert.equal(new Set(chosen.map(({ token }) => token)).size, 1);
    assert.deepEqual(written(), chosen[0]);
  });

  it("is one that is newer than who asks, never an older one", async () => {
    const older = await serving("old", "1.2.0");
    await claim(older);
    const newer = await serving("new", "1.10.0");
    assert.equal(await claim(newer), newer);
    assert.deepEqual(await claim(facts("late", "1.9.0")), newer);
    assert.deepEqual(written(), newer);
  });

  it("is not one that hangs, that has died, or that cannot prove that it is the one of the record", async () => {
    const hung = await serving(
      "hung",
      undefined,
      net.createServer(() => {}),
    );
    const impostor = { ...(await serving("other")), token: "of the one that died" };
    for (const before of [hung, facts("dead"), impostor]) {
      write(before);
      const own = await serving(`after ${before.token}`.replaceAll(" ", "-"));
      assert.equal(await claim(own, 300), own);
      assert.deepEqual(written(), own);
    }
  });

  it("takes its own record along when it ends, and no other's", async () => {
    const own = await serving("own");
    await claim(own);
    await new SharedRecord(folder).release(facts("other"));
    assert.deepEqual(written(), own);
    await new SharedRecord(folder).release(own);
    assert.throws(written, /ENOENT/);
  });
});
