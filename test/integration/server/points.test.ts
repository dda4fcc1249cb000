import assert from "node:assert/strict";
import { appendFileSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { createClient } from "#core/client/client.ts";
import { LiveFeed } from "#core/client/liveFeed.ts";
import { PointFeed } from "#core/client/pointFeed.ts";
import { SocketTransport } from "#core/local/socketTransport.ts";
import { type Server, startServer } from "#core/server/server.ts";
import { Settings } from "#core/settings/settings.ts";
import { Store } from "#core/store/store.ts";
import { TempStore, appendPoints } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

const id = "20260101_120000_aaaaaa";

describe("points that are followed", function () {
  this.timeout(30_000);
  let files: TempStore;
  let store: Store;
  let server: Server;
  let feed: LiveFeed;
  let directory: string;
  let got: [step: number, value: number][];
  let replaced: number;
  const followed: PointFeed[] = [];

  const socket = () => path.join(files.folder, "viewer.sock");
  const transport = () =>
    new SocketTransport(() =>
      Promise.resolve({ listen: { socket: socket() }, token: server.token }),
    );

  async function start(): Promise<void> {
    store = await Store.open({ root: files.root, indexDir: path.join(files.folder, "index") });
    const settings = new Settings(path.join(files.folder, "settings"));
    server = await startServer({ store, settings, version: "1", listen: { socket: socket() } });
  }
  async function stop(): Promise<void> {
    await server.dispose();
    store.dispose();
  }
  const log = (from: number, to: number) =>
    appendPoints(
      directory,
      Array.from({ length: to - from }, (_, i) => ({ loss: (from + i) / 8 })),
      from,
    );
  function follow(from = 0, rank?: number): void {
    const source = { client: createClient(transport()), feed };
    followed.push(
      new PointFeed(
        source,
        { run: id, key: "loss", from, ...(rank !== undefined && { rank }) },
        {
          onPoints: ({ first, steps, values }) => {
            assert.equal(first, from + got.length);
            steps.forEach((step, i) => got.push([step, values[i] ?? NaN]));
          },
          onReplaced: () => {
            replaced++;
            got = [];
          },
        },
      ),
    );
  }
  const expected = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => [from + i, (from + i) / 8]);

  beforeEach(async () => {
    files = new TempStore();
    got = [];
    replaced = 0;
    directory = files.writeRun({
      id,
      status: { status: "running", started_at: Date.now() / 1000 },
      meta: { created_at: Date.now() / 1000, pid: process.pid, hostname: hostname() },
    });
    await start();
    feed = new LiveFeed(transport(), { retryDelays: [5], silence: 60_000 }, true);
  });
  afterEach(async () => {
    for (const one of followed.splice(0)) one.dispose();
    feed.dispose();
    await stop();
    files.dispose();
  });

  it("come once each and in order, while the viewer is restarted again and again", async () => {
    log(1, 101);
    follow();
    const rounds = 3;
    let written = 101;
    let limit = Infinity;
    const writing = (async () => {
      while (written < limit) {
        log(written, written + 20);
        written += 20;
        await sleep(5);
      }
    })();
    for (let round = 0; round < rounds; round++) {
      const before = got.length;
      await until(() => got.length > before + 100);
      await stop();
      await sleep(30);
      await start();
    }
    limit = written;
    await writing;
    await until(() => got.length === written - 1);
    assert.deepEqual(got, expected(1, written));
    assert.equal(replaced, 0);
  });

  it("are asked for where the feed only counts them", async () => {
    feed.dispose();
    feed = new LiveFeed(transport(), { retryDelays: [5], silence: 60_000 });
    log(1, 11);
    follow();
    await until(() => got.length === 10);
    log(11, 21);
    await until(() => got.length === 20);
    assert.deepEqual(got, expected(1, 21));
  });

  it("come with a feed that only counts others', for the run that is looked at", async () => {
    feed.dispose();
    feed = new LiveFeed(transport(), { retryDelays: [5], silence: 60_000 });
    const told: number[] = [];
    feed.listen({
      onEvent: (event) => {
        if (event.type !== "points_appended") return;
        for (const { steps } of event.points) told.push(...steps);
      },
    });
    await until(() => feed.state === "live");
    feed.wantPoints(id);
    log(1, 11);
    await until(() => told.length === 10);
  });

  it("are asked for where too many came for the live feed", async () => {
    log(1, 11);
    follow();
    await until(() => got.length === 10);
    log(11, 60_000);
    await until(() => got.length === 59_999);
    log(60_000, 60_010);
    await until(() => got.length === 60_009);
    assert.deepEqual(got, expected(1, 60_010));
  });

  it("begin where the caller says", async () => {
    log(1, 51);
    follow(30);
    await until(() => got.length === 20);
    log(51, 61);
    await until(() => got.length === 30);
    assert.deepEqual(got, expected(31, 61));
  });

  it("of one rank are not mixed with another's of the same name", async () => {
    const write = (rank: number, step: number) => {
      const data = `{"loss":${rank * 100 + step},"global_step":${step},"time":${step}}`;
      const file = path.join(directory, `events.rank${rank}.jsonl`);
      appendFileSync(file, `{"ts":${step},"type":"metrics","data":${data}}\n`);
    };
    for (const rank of [0, 1]) write(rank, 1);
    follow(0, 1);
    for (let step = 2; step <= 20; step++) {
      for (const rank of [0, 1]) write(rank, step);
      await sleep(3);
    }
    await until(() => got.length === 20);
    assert.deepEqual(
      got,
      Array.from({ length: 20 }, (_, i) => [i + 1, 101 + i]),
    );
  });

  it("of a metric that is not there yet come with its first one", async () => {
    follow();
    await sleep(50);
    log(1, 4);
    await until(() => got.length === 3);
    assert.deepEqual(got, expected(1, 4));
  });

  it("begin anew with a file that takes the place of another", async () => {
    log(1, 51);
    follow();
    await until(() => got.length === 50);
    rmSync(path.join(directory, "events.jsonl"));
    log(100, 110);
    await until(() => replaced === 1 && got.length === 10);
    assert.deepEqual(got, expected(100, 110));
  });
});
