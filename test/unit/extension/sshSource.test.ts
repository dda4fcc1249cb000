import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import type http from "node:http";
import os from "node:os";
import path from "node:path";

import { type WebSocket, WebSocketServer } from "ws";

import { SocketTransport } from "#core/local/socketTransport.ts";
import { RunicornError } from "#core/protocol/errors.ts";
import { type SshLinkState, SshSource, sshSourceId } from "#extension/sources/sshSource.ts";
import { measureSlowdown } from "#test/support/measureSlowdown.ts";
import { provingServer } from "#test/support/provingServer.ts";
import { until } from "#test/support/until.ts";

const base = "/api/remote/connections/ada%40gpu1%3A22/viewer";
const there: SshLinkState = {
  base,
  isReachable: true,
  isLeft: false,
  reason: undefined,
  clockOffsetMs: 40,
};
const away: SshLinkState = { ...there, isReachable: false, reason: "The cable was cut." };

describe("a store on another machine", () => {
  let folder: string;
  let server: http.Server;
  let sockets: WebSocketServer;
  let transport: SocketTransport;
  let source: SshSource;
  let seen: string[];
  let asked: number;

  beforeEach(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-ssh-"));
    const socket = path.join(folder, "s");
    seen = [];
    asked = 0;
    server = provingServer("t", (request, response) => {
      seen.push(request.url ?? "");
      if (request.url?.startsWith("/hung/") === true) return;
      response.setHeader("content-type", "application/json");
      response.end('{"projects":[]}');
    });
    sockets = new WebSocketServer({ server });
    sockets.on("connection", (client: WebSocket, request: http.IncomingMessage) => {
      seen.push(request.url ?? "");
      client.send('{"cursor":"1","event":{"type":"hello"}}');
    });
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    const address = { listen: { socket }, token: "t" };
    transport = new SocketTransport(() => Promise.resolve(address), { most: 16 });
    const options = { address: "ada@gpu1:22", root: "/runs", transport, reconnect: () => asked++ };
    source = new SshSource(options, there);
  });
  afterEach(() => {
    source.dispose();
    transport.dispose();
    for (const client of sockets.clients) client.terminate();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("has an id of its own that never changes", () => {
    assert.match(source.id, /^ssh-[0-9a-f]{16}$/);
    assert.equal(source.id, sshSourceId("ada@gpu1:22", "/runs"));
    const others = [
      sshSourceId("ada@gpu1:23", "/runs"),
      sshSourceId("bob@gpu1:22", "/runs"),
      sshSourceId("ada@gpu1:22", "/runs2"),
    ];
    assert.equal(new Set([source.id, ...others]).size, 4);
    assert.equal(source.label, "ada@gpu1: /runs");
  });

  it("is asked while another machine lets any number of questions wait", async () => {
    const options = { address: "ada@slow:22", root: "/runs", transport, reconnect() {} };
    const slow = new SshSource(options, { ...there, base: "/hung" });
    const waiting = Array.from({ length: 40 }, () =>
      slow.client.listExperiments({ query: {} }).catch(() => 0),
    );
    await until(() => seen.filter((url) => url.includes("experiments")).length > 0);
    assert.deepEqual(await source.client.listExperiments({ query: {} }), { projects: [] });
    server.closeAllConnections();
    slow.update({ ...there, isReachable: false });
    slow.dispose();
    await Promise.all(waiting);
  });

  it("is asked through the shared viewer, requests and live events alike", async () => {
    await source.client.listExperiments({ query: {} });
    await until(() => !source.remote.isAway);
    assert.ok(seen.includes(`${base}/api/v2/experiments`));
    assert.ok(seen.some((url) => url.startsWith(`${base}/api/v2/live?`)));
    assert.equal(source.remote.clockOffsetMs, 40);
    assert.equal(source.remote.reason, undefined);
  });

  it("says that it is away and why, and asks nobody meanwhile", async () => {
    await until(() => !source.remote.isAway);
    let told = 0;
    source.remote.onChange(() => told++);
    source.update(away);
    assert.deepEqual([source.remote.isAway, source.remote.reason], [true, "The cable was cut."]);
    assert.ok(told > 0);
    const before = seen.length;
    await assert.rejects(
      source.client.listExperiments({ query: {} }),
      (error) => RunicornError.is(error, "service_unavailable") && /cable/.test(error.message),
    );
    assert.equal(seen.length, before);
  });

  it("is live again at once when its machine is back, without waiting for the next attempt", async () => {
    await until(() => !source.remote.isAway);
    source.update(away);
    for (const client of sockets.clients) client.terminate();
    await until(() => source.feed.state === "lost");
    // By now the feed waits for seconds between two attempts.
    await new Promise((resolve) => setTimeout(resolve, 2500));
    const began = performance.now();
    const slowdown = measureSlowdown();
    source.update(there);
    await until(() => !source.remote.isAway);
    assert.ok(performance.now() - began < 1000 * slowdown(), "it waited");
  }).timeout(15_000);

  it("is away while its own viewer is silent, though the machine is there", async () => {
    await until(() => !source.remote.isAway);
    for (const client of sockets.clients) client.terminate();
    await until(() => source.remote.isAway);
    assert.match(source.remote.reason ?? "", /does not answer/);
    await until(() => !source.remote.isAway);
  });

  it("is connected again by the one who can ask", () => {
    source.restart();
    assert.equal(asked, 1);
  });
});
