import assert from "node:assert/strict";
import { appendFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import { WebSocket } from "ws";

import { type Viewer, startViewer } from "#test/support/startViewer.ts";
import { until } from "#test/support/until.ts";

describe("V1's log socket", () => {
  let viewer: Viewer;
  let clients: WebSocket[];

  beforeEach(async () => {
    clients = [];
    viewer = await startViewer();
  });
  afterEach(async () => {
    for (const client of clients) client.terminate();
    await viewer.dispose();
  });

  function follow(id: string): { lines: string[]; closed: () => boolean } {
    const client = new WebSocket(`ws://127.0.0.1:${viewer.port}/api/runs/${id}/logs/ws`, {
      headers: { authorization: `Bearer ${viewer.server.token}` },
    });
    clients.push(client);
    const lines: string[] = [];
    client.on("message", (data: Buffer) => lines.push(data.toString()));
    return { lines, closed: () => client.readyState === WebSocket.CLOSED };
  }

  /** A run of this very process, so a living one; the path of its log. */
  async function addRun(id: string, log: string): Promise<string> {
    const now = Date.now() / 1000;
    const directory = viewer.files.writeRun({
      id,
      log,
      status: { status: "running", started_at: now },
      meta: { pid: process.pid, hostname: os.hostname(), created_at: now },
    });
    await until(() => viewer.store.getRun(id).status === "running");
    return path.join(directory, "logs.txt");
  }

  it("sends the last 10,000 lines, then every new one, and leaves out blank ones", async () => {
    const id = "20260101_120000_aaaaaa";
    const count = 10_050;
    const old = Array.from({ length: count }, (_, i) => `line ${i}\n`);
    const file = await addRun(id, old.join(""));
    const { lines } = follow(id);
    await until(() => lines.at(-1) === `line ${count - 1}`);
    assert.match(lines[0] ?? "", /^\[info\] Showing last 10000 lines/);
    assert.equal(lines.length, 10_001);
    assert.equal(lines[1], "line 50");
    appendFileSync(file, "new 1\n\n  \nnew 2\n");
    await until(() => lines.at(-1) === "new 2");
    assert.deepEqual(lines.slice(10_001), ["new 1", "new 2"]);
  });

  it("waits for a log that is not there yet", async () => {
    const id = "20260101_120000_bbbbbb";
    const file = await addRun(id, "");
    rmSync(file);
    const { lines } = follow(id);
    await until(() => lines.length === 1);
    assert.match(lines[0] ?? "", /^\[info\] No logs available yet/);
    appendFileSync(file, "first\n");
    await until(() => lines.at(-1) === "first");
    assert.equal(lines.length, 2);
  });

  it("reads a log that was cut off again from its start", async () => {
    const id = "20260101_120000_cccccc";
    const file = await addRun(id, "old 1\nold 2\nold 3\n");
    const { lines } = follow(id);
    await until(() => lines.length === 3);
    writeFileSync(file, "new 1\n");
    await until(() => lines.at(-1) === "new 1");
    appendFileSync(file, "new 2\n");
    await until(() => lines.at(-1) === "new 2");
    assert.deepEqual(lines.slice(3), ["new 1", "new 2"]);
  });

  it("says that a run is not there, and closes", async () => {
    const { lines, closed } = follow("none");
    await until(closed);
    assert.deepEqual(lines, ["[error] run not found"]);
  });
});
