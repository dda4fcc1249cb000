import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { measureSlowdown } from "#test/support/measureSlowdown.ts";
import { requestText } from "#test/support/rawRequest.ts";
import { type Viewer, startViewer } from "#test/support/startViewer.ts";
import type { TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

/** Three times the bar. */
const slowestMs = 3 * 250;

describe("limits of the viewer", function () {
  this.timeout(60_000);
  let viewer: Viewer;
  const sockets: net.Socket[] = [];
  let dribble: NodeJS.Timeout | undefined;
  afterEach(async () => {
    clearInterval(dribble);
    for (const socket of sockets.splice(0)) socket.destroy();
    await viewer.dispose();
  });

  function connect(): net.Socket {
    const socket = net.connect(viewer.port, "127.0.0.1");
    socket.on("error", () => {});
    sockets.push(socket);
    return socket;
  }

  const rates = (limits: object) => (files: TempStore) => {
    const folder = path.join(files.folder, "settings");
    mkdirSync(folder);
    writeFileSync(path.join(folder, "rate_limits.json"), JSON.stringify(limits));
  };

  it("who asks too often is told when to come back, in the form of either API", async () => {
    viewer = await startViewer({
      prepare: rates({ default: { max_requests: 3, window_seconds: 3600 } }),
    });
    for (let left = 2; left >= 0; left--) {
      const response = await viewer.get("/api/v2/runs");
      assert.equal(response.status, 200);
      assert.equal(response.headers.get("x-ratelimit-limit"), "3");
      assert.equal(response.headers.get("x-ratelimit-remaining"), String(left));
      await response.text();
    }
    const v2 = await viewer.get("/api/v2/runs");
    assert.equal(v2.status, 429);
    const wait = Number(v2.headers.get("retry-after"));
    assert.ok(wait > 1000 && wait <= 1200, `${wait} s`);
    const body = (await v2.json()) as Record<string, unknown>;
    assert.equal(body["error"], "too_many_requests");
    const v1 = (await (await viewer.get("/api/health")).json()) as Record<string, unknown>;
    assert.equal(typeof v1["detail"], "string");
    assert.equal(typeof v1["retry_after"], "number");
    // Nobody without the token is told anything of it.
    const stranger = await fetch(`${viewer.base}/api/health`);
    assert.equal(stranger.status, 401);
    assert.equal(stranger.headers.get("x-ratelimit-limit"), null);
  });

  it("a dashboard that is used in a hurry is far below", async () => {
    viewer = await startViewer();
    for (let i = 0; i < 500; i++) {
      const response = await viewer.get("/api/v2/store");
      assert.equal(response.status, 200);
      await response.text();
    }
  });

  it("those who hold connections open and say little keep nobody out", async () => {
    viewer = await startViewer();
    const slow = (text: string) => {
      const socket = connect();
      socket.write(text);
      return socket;
    };
    const head = `GET /api/health HTTP/1.1\r\nHost: 127.0.0.1:${viewer.port}\r\n`;
    const posted = requestText("POST", "/api/v2/session", [
      ["Host", `127.0.0.1:${viewer.port}`],
      ["Content-Type", "application/json"],
      ["Content-Length", "1000"],
    ]);
    for (let i = 0; i < 400; i++) slow(["", "G", head, posted][i % 4] ?? "");
    dribble = setInterval(() => {
      for (const socket of sockets) if (socket.writable) socket.write("X");
    }, 500);
    const slowdown = measureSlowdown();
    const times: number[] = [];
    for (let i = 0; i < 60; i++) {
      const began = performance.now();
      // A connection of its own each time, as somebody who just comes has.
      const response = await fetch(`${viewer.base}/api/v2/store`, {
        headers: { authorization: `Bearer ${viewer.server.token}`, connection: "close" },
      });
      assert.equal(response.status, 200);
      await response.text();
      times.push(performance.now() - began);
      await sleep(20);
    }
    times.sort((a, b) => a - b);
    const p95 = times[Math.floor(times.length * 0.95)] ?? NaN;
    assert.ok(p95 < slowestMs * slowdown(), `p95 ${p95} ms, slowed down ${slowdown()} times`);
    await until(() => sockets.filter((socket) => !socket.destroyed).length <= 128);
    // A head that does not come to its end is waited for a few seconds.
    await until(() => sockets.every((socket, i) => socket.destroyed || i % 4 === 3), {
      timeout: 20_000,
    });
  });

  it("a body larger than 1 MiB is refused, with its length said before or not", async () => {
    viewer = await startViewer();
    const body = JSON.stringify({ ids: ["x".repeat(1 << 20)] });
    assert.equal((await viewer.post("/api/v2/runs/delete", JSON.parse(body))).status, 413);
    const socket = connect();
    let answer = "";
    socket.on("data", (bytes: Buffer) => (answer += bytes.toString()));
    socket.write(
      `POST /api/v2/runs/delete HTTP/1.1\r\nHost: 127.0.0.1:${viewer.port}\r\n` +
        `Authorization: Bearer ${viewer.server.token}\r\nContent-Type: application/json\r\n` +
        "Transfer-Encoding: chunked\r\n\r\n",
    );
    const chunk = `4000\r\n${" ".repeat(0x4000)}\r\n`;
    for (let i = 0; i < 80 && !socket.destroyed; i++) {
      if (!socket.write(chunk)) await Promise.race([once(socket, "drain"), sleep(100)]);
    }
    await until(() => answer.startsWith("HTTP/1.1 413"));
  });

  it("a head larger than 16 KiB is refused", async () => {
    viewer = await startViewer();
    const response = await fetch(`${viewer.base}/api/health`, {
      headers: { authorization: `Bearer ${viewer.server.token}`, "x-long": "x".repeat(20_000) },
    });
    assert.equal(response.status, 431);
  });
});
