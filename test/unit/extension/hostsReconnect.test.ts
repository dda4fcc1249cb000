import assert from "node:assert/strict";

import { RunicornError } from "#core/protocol/errors.ts";
import type { RemoteConnection } from "#core/protocol/remote.ts";
import { hostReason, hostState } from "#extension/hosts/host.ts";
import { passwordQuestion } from "#test/support/passwordQuestion.ts";
import { until } from "#test/support/until.ts";

import { HostsWindow } from "./hostsWindow.ts";

describe("machines that come back by themselves", () => {
  let window: HostsWindow;
  beforeEach(() => {
    window = new HostsWindow();
  });
  afterEach(() => window.dispose());

  it("are those the window had open when it was closed", async () => {
    await window.reconnector.restore();
    assert.deepEqual(window.connects, []);
    await window.open();
    window.reload();
    await window.reconnector.restore();
    assert.deepEqual(window.connects, ["gpu1"]);
    assert.deepEqual(
      window.shown.map(({ label }) => label),
      ["ada@gpu1: /runs"],
    );
    assert.equal(window.hosts.all.length, 1, "it is the one of the ssh configuration");
  });

  it("have all their stores again, by one login, and those that could not be opened the next time", async () => {
    const labels = () => window.shown.map(({ label }) => label);
    await window.open("/one");
    await window.open("/two");
    window.reload();
    window.broken.add("/one");
    await window.reconnector.restore();
    assert.deepEqual([window.connects, labels()], [["gpu1"], ["ada@gpu1: /two"]]);
    window.reload();
    window.broken.clear();
    await window.reconnector.restore();
    assert.deepEqual(labels().sort(), ["ada@gpu1: /one", "ada@gpu1: /two"]);
    window.stores.release(window.host, "/one");
    window.reload();
    await window.reconnector.restore();
    assert.deepEqual(labels(), ["ada@gpu1: /two"]);
  });

  it("are not those the person has disconnected", async () => {
    await window.open();
    window.stores.release(window.host);
    window.reload();
    await window.reconnector.restore();
    assert.deepEqual([window.connects, window.shown], [[], []]);
  });

  it("say so where they want an answer, and ask nobody", async () => {
    await window.open();
    window.connections.clear();
    window.reload();
    const details = { ...passwordQuestion };
    window.failure = new RunicornError("INTERACTION_REQUIRED", "?", { details });
    await window.reconnector.restore();
    assert.deepEqual(window.shown, []);
    assert.equal(hostState(window.host), "failed");
    assert.match(hostReason(window.host) ?? "", /answer from you/);
    window.reconnector.retry();
    assert.equal(window.connects.length, 1);
    // The person answers in another window.
    window.failure = undefined;
    window.tell({ viewers: [] });
    await until(() => window.shown.length === 1);
    assert.equal(window.connects.length, 2, "the connection there is now, not another login");
  });

  it("come back when the shared viewer was another one", async () => {
    const { source } = await window.open();
    window.connections.clear();
    window.reset();
    await until(() => window.connects.length === 1);
    await until(() => hostState(window.host) === "connected");
    assert.equal(window.stores.all[0]?.source, source, "the same source, with what was last known");
    window.stores.release(window.host);
    window.connections.clear();
    await window.hosts.refresh();
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(window.connects.length, 1, "a machine that was disconnected on purpose stays so");
  });

  it("are tried again after the network failed, never after they said no", async () => {
    await window.open();
    const tell = (status: RemoteConnection["status"], reason: string | null) =>
      window.tell({ status, connected: false, reason });
    tell("failed", "It let nobody in.");
    window.reconnector.retry();
    tell("reconnecting", "The connection was cut.");
    window.reconnector.retry();
    tell("disconnected", null);
    window.reconnector.retry();
    assert.deepEqual(window.connects, []);
    tell("disconnected", "It does not answer.");
    window.reconnector.retry();
    window.reconnector.retry();
    await until(() => hostState(window.host) === "connected");
    assert.deepEqual(window.connects, ["gpu1"]);
  });

  it("are tried again where they could not be reached at the start, and not forgotten", async () => {
    await window.open();
    window.connections.clear();
    window.reload();
    window.failure = new RunicornError("connection_timeout", "gpu1 does not answer.");
    await window.reconnector.restore();
    assert.equal(hostReason(window.host), "gpu1 does not answer.");
    window.failure = undefined;
    window.reconnector.retry();
    await until(() => window.shown.length === 1);
    window.reload();
    await window.reconnector.restore();
    assert.equal(window.shown.length, 1);
  });
});
