import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { WebSocket } from "ws";

import { createClient } from "#core/client/client.ts";
import { LiveFeed } from "#core/client/liveFeed.ts";
import { PointFeed } from "#core/client/pointFeed.ts";
import type { Transport } from "#core/client/transport.ts";
import { HostConnections } from "#core/remote/hostConnections.ts";
import { SessionPool } from "#core/remote/session/sessionPool.ts";
import { RemoteAccess } from "#core/server/remote/remoteAccess.ts";
import { fetchTransport } from "#test/support/fetchTransport.ts";
import { RemoteMachine } from "#test/support/remote/remoteMachine.ts";
import { FaultProxy } from "#test/support/sshd/faultProxy.ts";
import { SshClient } from "#test/support/sshd/sshClient.ts";
import { fifth } from "#test/support/sshd/testTiming.ts";
import { type Viewer, startViewer } from "#test/support/startViewer.ts";
import { appendPoints } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

import { note } from "./results.ts";
import { isFull } from "./scale.ts";

const rounds = isFull ? 40 : 4;

/** Milliseconds within which the newest points are there again after the link is; 19 times of 20. */
const promised = 5000;

describe("a chart of a run on another machine, while its link breaks again and again", function () {
  this.timeout(isFull ? 1_800_000 : 180_000);
  let machine: RemoteMachine;
  let proxy: FaultProxy;
  let client: SshClient;
  let viewer: Viewer;

  before(async () => {
    machine = await RemoteMachine.start({ environments: [] });
    const running = { status: "running", started_at: Date.now() / 1000, pid: process.pid };
    writeFileSync(path.join(machine.runDirectory, "status.json"), JSON.stringify(running));
    proxy = await FaultProxy.start(machine.sshd.port);
    client = new SshClient();
    const { env, ownKnownHosts } = client;
    viewer = await startViewer({
      env,
      remote: new RemoteAccess(() =>
        Promise.resolve(
          new HostConnections({
            env,
            settingsFolder: client.home,
            bundleFolder: path.resolve("dist"),
            version: "1",
            pool: new SessionPool({ env, ownKnownHosts, timing: fifth }),
            openPort: () => Promise.reject(new Error("nobody asked for a port")),
          }),
        ),
      ),
    });
  });
  after(async () => {
    await viewer.dispose();
    await client.dispose();
    await proxy.dispose();
    await machine.dispose();
  });

  it(`${rounds} breaks of four kinds: no point is missing, none is there twice`, async () => {
    const { sshd } = machine;
    client.trust({ knownHosts: sshd.knownHosts.replaceAll(`:${sshd.port}`, `:${proxy.port}`) });
    const remote = (await viewer
      .post("/api/remote/connect", {
        host: "127.0.0.1",
        port: proxy.port,
        username: sshd.user.name,
        auth_method: "key",
        private_key_path: sshd.makeClientKey().path,
      })
      .then((answer) => answer.json())) as { connection_id: string };
    const started = await viewer.post("/api/remote/viewer/start", {
      connection_id: remote.connection_id,
      remote_root: machine.root,
      tunnel: false,
    });
    assert.equal(started.status, 200, JSON.stringify(remote));
    const { viewer: there } = (await started.json()) as {
      viewer: { base: string; pid: number; session_id: string };
    };
    const transport = transportTo({ ...viewer, base: viewer.base + there.base });
    const feed = new LiveFeed(
      transport,
      { retryDelays: [100, 250, 500, 1000], silence: 5000 },
      true,
    );
    const seen: number[] = [];
    const points = new PointFeed(
      { client: createClient(transport), feed },
      { run: path.basename(machine.runDirectory), key: "loss" },
      { onPoints: ({ values }) => seen.push(...values) },
    );
    let written = 2;
    const writer = setInterval(() => {
      appendPoints(machine.runDirectory, [{ loss: written }], written + 1);
      written++;
    }, 20);
    const isBack = async () => {
      const { length } = seen;
      const now = written;
      return until(() => seen.length > length && (seen.at(-1) ?? 0) >= now, { timeout: 60_000 });
    };
    const pidOf = async () => {
      const address = `/api/remote/viewer/status?connection_id=${there.session_id}`;
      const answer = (await (await viewer.get(address)).json()) as { viewer: { pid: number } };
      return answer.viewer.pid;
    };
    const breaks: (() => Promise<void>)[] = [
      () => Promise.resolve(proxy.reset()),
      () => Promise.resolve(sshd.signalSessions("SIGKILL")),
      async () => {
        // One that dies again and again within 20 seconds is given up.
        if (isFull) await sleep(21_000);
        process.kill(await pidOf(), "SIGKILL");
      },
      async () => {
        proxy.cut();
        await proxy.refuse();
        await sleep(1500);
        await proxy.listen();
      },
    ];
    const took: number[] = [];
    try {
      await isBack();
      for (let round = 0; round < rounds; round++) {
        await breaks[round % breaks.length]?.();
        const healed = performance.now();
        await isBack();
        took.push(performance.now() - healed);
        await sleep(500);
      }
    } finally {
      clearInterval(writer);
    }
    await until(() => seen.at(-1) === written - 1, { timeout: 30_000 });
    points.dispose();
    feed.dispose();
    assert.deepEqual(
      seen.slice(2),
      Array.from({ length: written - 2 }, (_, i) => i + 2),
      "the points as they were written",
    );
    const sorted = took.toSorted((a, b) => a - b);
    const p95 = sorted[Math.ceil(sorted.length * 0.95) - 1] ?? Infinity;
    if (isFull) assert.ok(p95 <= promised, `back after ${Math.round(p95)} ms`);
    note({
      fault: "link or viewer of another machine breaks under a live chart (times a fifth)",
      sdk: "remote",
      tried: rounds,
      found: `${seen.length} points, 0 missing, 0 twice; new ones again after ${Math.round(p95)} ms (p95)`,
    });
  });
});

function transportTo(viewer: Viewer): Transport {
  return {
    ...fetchTransport(viewer),
    openSocket(target, handlers) {
      const socket = new WebSocket(viewer.base.replace("http", "ws") + target, {
        headers: { authorization: `Bearer ${viewer.server.token}` },
      });
      socket.on("open", () => handlers.onOpen());
      socket.on("message", (data: Buffer) => handlers.onFrame(data.toString()));
      socket.on("error", () => socket.terminate());
      socket.on("close", () => handlers.onClose("closed"));
      return { close: () => socket.terminate() };
    },
  };
}
