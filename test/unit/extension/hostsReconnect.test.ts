import assert from "node:assert/strict";

import type { FeedListener, LiveFeed } from "#core/client/liveFeed.ts";
import type { RemoteClient } from "#core/client/remoteClient.ts";
import { SocketTransport } from "#core/local/socketTransport.ts";
import { RunicornError } from "#core/protocol/errors.ts";
import type { RemoteConnection, RemoteViewerState } from "#core/protocol/remote.ts";
import { type Crash, CrashWatch } from "#extension/hosts/crashWatch.ts";
import { hostReason, hostState } from "#extension/hosts/host.ts";
import { HostMemory } from "#extension/hosts/hostMemory.ts";
import type { HostSecrets } from "#extension/hosts/hostSecrets.ts";
import { Reconnector } from "#extension/hosts/reconnector.ts";
import { RemoteHosts } from "#extension/hosts/remoteHosts.ts";
import { RemoteStores } from "#extension/hosts/remoteStores.ts";
import type { SharedViewer } from "#extension/sources/sharedViewer.ts";
import type { Source } from "#extension/sources/source.ts";
import type { Sources } from "#extension/sources/sources.ts";
import { passwordQuestion } from "#test/support/passwordQuestion.ts";
import { until } from "#test/support/until.ts";

import { Mementos } from "./mementos.ts";

const viewer = (id: string): RemoteViewerState => ({
  session_id: "aaaaaaaa",
  connection_id: id,
  status: "running",
  reason: null,
  progress: null,
  remote_root: "/runs",
  environment: "torch",
  version: "1.0.0",
  base: `/api/remote/connections/${encodeURIComponent(id)}/viewer`,
  url: null,
  local_port: null,
  remote_port: null,
  pid: 7,
  started_at: 1,
  uptime_seconds: 1,
});

function connected(name: string, changes: Partial<RemoteConnection> = {}): RemoteConnection {
  const id = `ada@${name}:22`;
  return {
    connection_id: id,
    host: name,
    port: 22,
    username: "ada",
    label: name,
    status: "connected",
    connected: true,
    reason: null,
    latency_ms: 3,
    clock: null,
    server_info: null,
    environment: "torch",
    viewer: null,
    viewers: [viewer(id)],
    created_at: "2026-01-01T00:00:00Z",
    ...changes,
  };
}

describe("machines that come back by themselves", () => {
  let connections: Map<string, RemoteConnection>;
  let failure: RunicornError | undefined;
  let connects: string[];
  let listener: FeedListener;
  let shown: Source[];
  let mementos: Mementos;
  let hosts: RemoteHosts;
  let stores: RemoteStores;
  let reconnector: Reconnector;
  let transport: SocketTransport;
  let slow: Promise<void> | undefined;
  let problem: string | undefined;

  beforeEach(() => {
    connections = new Map();
    failure = undefined;
    slow = undefined;
    problem = undefined;
    connects = [];
    shown = [];
    mementos = new Mementos();
    transport = new SocketTransport(() => Promise.reject(new Error("none")));
    begin();
  });
  afterEach(() => end());

  function begin(): void {
    const feed = {
      listen: (one: FeedListener) => {
        listener = one;
        return { dispose() {} };
      },
    } as unknown as LiveFeed;
    const server = { feed, transport } as unknown as SharedViewer;
    const client = {
      listHosts: () =>
        Promise.resolve({
          hosts: [
            { name: "gpu1", host: "gpu1", port: 22, username: "ada", jump: null, source: "config" },
          ],
          ...(problem !== undefined && { problem }),
        }),
      listConnections: async () => {
        const now = [...connections.values()];
        await slow;
        return { connections: now };
      },
      connect: ({ body }: { body: { host?: string } }) => {
        const name = body.host;
        if (name === undefined) return Promise.reject(new Error("given up"));
        connects.push(name);
        if (failure !== undefined) return Promise.reject(failure);
        const connection = connected(name);
        connections.set(connection.connection_id, connection);
        return Promise.resolve(connection);
      },
      startViewer: ({ body }: { body: { connection_id: string } }) =>
        Promise.resolve({ viewer: viewer(body.connection_id) }),
    } as unknown as RemoteClient;
    const sources = {
      add: (source: Source) => {
        shown.push(source);
        return { dispose: () => source.dispose() };
      },
    } as unknown as Sources;
    const memory = new HostMemory(mementos.everywhere, mementos.here);
    hosts = new RemoteHosts(server, client);
    stores = new RemoteStores({ server, hosts, sources, memory, reconnect() {} });
    const secrets = { of: () => undefined } as unknown as HostSecrets;
    const log = { info() {}, warn() {} };
    reconnector = new Reconnector({ client, hosts, stores, memory, secrets, log });
  }
  function end(): void {
    reconnector.dispose();
    for (const source of shown) source.dispose();
    stores.dispose();
    hosts.dispose();
    transport.dispose();
  }
  /** The window is closed and opened again. */
  function reload(): void {
    end();
    shown = [];
    connects = [];
    begin();
  }
  const open = async () => {
    await hosts.load();
    const host = hosts.named("gpu1");
    const connection = connected("gpu1");
    connections.set(connection.connection_id, connection);
    hosts.take(connection, host);
    return stores.show(host, viewer(connection.connection_id), "torch");
  };
  const host = () => hosts.named("gpu1");

  it("are those the window had open when it was closed", async () => {
    await reconnector.restore();
    assert.deepEqual(connects, []);
    await open();
    reload();
    await reconnector.restore();
    assert.deepEqual(connects, ["gpu1"]);
    assert.deepEqual(
      shown.map(({ label }) => label),
      ["ada@gpu1: /runs"],
    );
    assert.equal(hosts.all.length, 1, "it is the one of the ssh configuration");
  });

  it("are not those the person has disconnected", async () => {
    await open();
    stores.release(host());
    reload();
    await reconnector.restore();
    assert.deepEqual([connects, shown], [[], []]);
  });

  it("say so where they want an answer, and ask nobody", async () => {
    await open();
    connections.clear();
    reload();
    const details = { ...passwordQuestion };
    failure = new RunicornError("INTERACTION_REQUIRED", "?", { details });
    await reconnector.restore();
    assert.deepEqual(shown, []);
    assert.equal(hostState(host()), "failed");
    assert.match(hostReason(host()) ?? "", /answer from you/);
    reconnector.retry();
    assert.equal(connects.length, 1);
    // The person answers in another window.
    failure = undefined;
    listener.onConnection?.(connected("gpu1", { viewers: [] }));
    await until(() => shown.length === 1);
    assert.equal(connects.length, 2, "the connection there is now, not another login");
  });

  it("come back when the shared viewer was another one", async () => {
    const { source } = await open();
    connections.clear();
    listener.onReset?.();
    await until(() => connects.length === 1);
    await until(() => hostState(host()) === "connected");
    assert.equal(stores.all[0]?.source, source, "the same source, with what was last known");
    stores.release(host());
    connections.clear();
    await hosts.refresh();
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(connects.length, 1, "a machine that was disconnected on purpose stays so");
  });

  it("are tried again after the network failed, never after they said no", async () => {
    await open();
    const tell = (status: RemoteConnection["status"], reason: string | null) =>
      listener.onConnection?.(connected("gpu1", { status, connected: false, reason }));
    tell("failed", "It let nobody in.");
    reconnector.retry();
    tell("reconnecting", "The connection was cut.");
    reconnector.retry();
    tell("disconnected", null);
    reconnector.retry();
    assert.deepEqual(connects, []);
    tell("disconnected", "It does not answer.");
    reconnector.retry();
    reconnector.retry();
    await until(() => hostState(host()) === "connected");
    assert.deepEqual(connects, ["gpu1"]);
  });

  it("are tried again where they could not be reached at the start, and not forgotten", async () => {
    await open();
    connections.clear();
    reload();
    failure = new RunicornError("connection_timeout", "gpu1 does not answer.");
    await reconnector.restore();
    assert.equal(hostReason(host()), "gpu1 does not answer.");
    failure = undefined;
    reconnector.retry();
    await until(() => shown.length === 1);
    reload();
    await reconnector.restore();
    assert.equal(shown.length, 1);
  });

  it("that were disconnected on purpose say so, and that nobody brings them back", async () => {
    const { source } = await open();
    assert.equal(source.remote.isLeft, false);
    listener.onConnection?.(
      connected("gpu1", { status: "reconnecting", connected: false, reason: "It was cut." }),
    );
    assert.equal(source.remote.isLeft, false);
    stores.release(host());
    assert.deepEqual([source.remote.isAway, source.remote.isLeft], [true, true]);
  });

  it("are as the latest word has them, though an older list comes after it", async () => {
    await open();
    const before = [...connections.values()];
    const answer = Promise.withResolvers<void>();
    slow = answer.promise;
    const refreshing = hosts.refresh();
    listener.onConnection?.(
      connected("gpu1", { status: "reconnecting", connected: false, reason: "It was cut." }),
    );
    assert.equal(before.length, 1);
    answer.resolve();
    await refreshing;
    assert.equal(hostState(host()), "reconnecting");
  });

  it("are shown though the ssh configuration is broken, and so is what is wrong with it", async () => {
    problem = "Line 3 of ~/.ssh/config cannot be read.";
    await hosts.load();
    assert.equal(hosts.problem, problem);
    assert.equal(hosts.all.length, 1);
  });

  it("tell the last words of a viewer that has crashed, once, and of none that was ended", async () => {
    const crashes: Crash[] = [];
    const watch = new CrashWatch({
      client: { viewerLogs: () => Promise.resolve({ logs: ["out of memory"] }) } as never,
      hosts,
      stores,
      onCrash: (crash) => crashes.push(crash),
    });
    await open();
    const tell = (status: RemoteViewerState["status"], reason: string | null) => {
      const id = "ada@gpu1:22";
      const viewers = [{ ...viewer(id), status, reason }];
      listener.onConnection?.(connected("gpu1", { viewers }));
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
    const { source } = await open();
    const reason = "The connection was cut.";
    listener.onConnection?.(
      connected("gpu1", { status: "reconnecting", connected: false, reason }),
    );
    assert.equal(hostState(host()), "reconnecting");
    assert.equal(source.remote.reason, reason);
    assert.equal(stores.all.length, 1);
    listener.onConnection?.(connected("gpu1"));
    assert.equal(hostReason(host()), undefined);
  });
});
