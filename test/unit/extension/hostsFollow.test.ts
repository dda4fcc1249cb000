import assert from "node:assert/strict";

import type { RemoteViewerState } from "#core/protocol/remote.ts";
import { type Crash, CrashWatch } from "#extension/hosts/crashWatch.ts";
import { hostReason, hostState } from "#extension/hosts/host.ts";
import { until } from "#test/support/until.ts";

import { HostsWindow, viewer } from "./hostsWindow.ts";

describe("machines a window knows", () => {
  let window: HostsWindow;
  beforeEach(() => {
    window = new HostsWindow();
  });
  afterEach(() => window.dispose());

  it("that were disconnected on purpose say so, and that nobody brings them back", async () => {
    const { source } = await window.open();
    assert.equal(source.remote.isLeft, false);
    window.tell({ status: "reconnecting", connected: false, reason: "It was cut." });
    assert.equal(source.remote.isLeft, false);
    window.stores.release(window.host);
    assert.deepEqual([source.remote.isAway, source.remote.isLeft], [true, true]);
  });

  it("are as the latest word has them, though an older list comes after it", async () => {
    await window.open();
    const before = [...window.connections.values()];
    const answer = Promise.withResolvers<void>();
    window.slow = answer.promise;
    const refreshing = window.hosts.refresh();
    window.tell({ status: "reconnecting", connected: false, reason: "It was cut." });
    assert.equal(before.length, 1);
    answer.resolve();
    await refreshing;
    assert.equal(hostState(window.host), "reconnecting");
  });

  it("are shown though the ssh configuration is broken, and so is what is wrong with it", async () => {
    window.problem = "Line 3 of ~/.ssh/config cannot be read.";
    await window.hosts.load();
    assert.equal(window.hosts.problem, window.problem);
    assert.equal(window.hosts.all.length, 1);
  });

  it("and that are taken out of the view stay out, when the end of their connection is told late", async () => {
    await window.open();
    window.stores.remove(window.host);
    window.hosts.remove(window.host);
    window.tell({ status: "disconnected", connected: false });
    assert.deepEqual(window.hosts.all, []);
  });

  it("tell the last words of a viewer that has crashed, once, and of none that was ended", async () => {
    const crashes: Crash[] = [];
    const watch = new CrashWatch({
      client: { viewerLogs: () => Promise.resolve({ logs: ["out of memory"] }) } as never,
      hosts: window.hosts,
      stores: window.stores,
      onCrash: (crash) => crashes.push(crash),
    });
    await window.open();
    const tell = (status: RemoteViewerState["status"], reason: string | null) => {
      const id = "ada@gpu1:22";
      const viewers = [{ ...viewer(id), status, reason }];
      window.tell({ viewers });
    };
    tell("stopped", null);
    tell("failed", "It was never up.");
    tell("running", null);
    tell("failed", "It ended three times in a row.");
    tell("failed", "It ended three times in a row.");
    await until(() => crashes.length > 0);
    assert.deepEqual(
      crashes.map(({ lines, viewer: { reason } }) => [reason, lines]),
      [["It ended three times in a row.", ["out of memory"]]],
    );
    watch.dispose();
  });

  it("keep their line and their reason while they are away", async () => {
    const { source } = await window.open();
    const reason = "The connection was cut.";
    window.tell({ status: "reconnecting", connected: false, reason });
    assert.equal(hostState(window.host), "reconnecting");
    assert.equal(source.remote.reason, reason);
    assert.equal(window.stores.all.length, 1);
    window.tell({});
    assert.equal(hostReason(window.host), undefined);
  });
});
