import assert from "node:assert/strict";
import { appendFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import * as fc from "fast-check";

import { type Client, createClient } from "#core/client/client.ts";
import { LiveFeed } from "#core/client/liveFeed.ts";
import { LogPage } from "#core/protocol/log.ts";
import { startViewer, type Viewer } from "#test/support/startViewer.ts";
import { appendPoints } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";
import type { DashboardState, ToPage } from "#webviews/dashboard/messages.ts";
import { DashboardSession } from "#webviews/dashboard/session.ts";

import { openTransport } from "./openTransport.ts";

/** A page that only notes what it is sent. */
class Page {
  readonly received: ToPage[] = [];
  readonly session: DashboardSession;
  readonly #feed: LiveFeed;

  constructor(
    viewer: Viewer,
    run: string,
    change: (client: Client) => Client = (client) => client,
  ) {
    const transport = openTransport(viewer.base);
    this.#feed = new LiveFeed(transport);
    const settings = { smoothing: 0, points: 1000 };
    this.session = new DashboardSession(
      change(createClient(transport)),
      this.#feed,
      run,
      settings,
      (message) => this.received.push(message),
    );
  }

  get state(): DashboardState | undefined {
    return this.received.findLast((message) => message.type === "state")?.state;
  }

  /** What the viewer answers to a call of the page. */
  async call(route: string, call: object): Promise<unknown> {
    const request = this.received.length + 1000;
    this.session.receive({ type: "call", request, route, call });
    const message = await until(() =>
      this.received.find((m) => m.type === "answer" && m.request === request),
    );
    if (message.type !== "answer" || message.error !== null) {
      throw new Error(message.type === "answer" ? (message.error ?? "") : "");
    }
    return message.answer;
  }

  async lastLine(): Promise<string | undefined> {
    const query = { limit: 1, tail: "true" };
    const page = await this.call("readLogs", { params: { id: "r1" }, query });
    return LogPage.parse(page).lines[0];
  }

  untilState(check: (state: DashboardState) => boolean): Promise<DashboardState> {
    return until(() => this.state && check(this.state) && this.state);
  }

  answer(request: number) {
    return until(() =>
      this.received.find((m) => m.type === "series" && m.request === request),
    ).then((message) => (message.type === "series" ? message : assert.fail()));
  }

  dispose(): void {
    this.session.dispose();
    this.#feed.dispose();
  }
}

const running = { status: "running", started_at: 1_767_268_800 };

describe("dashboard session", () => {
  let viewer: Viewer;
  let directory: string;
  let page: Page;

  beforeEach(async () => {
    viewer = await startViewer({
      auth: false,
      prepare: (files) => {
        const log = Array.from({ length: 3000 }, (_, i) => `line ${i}\n`).join("");
        directory = files.writeRun({
          id: "r1",
          status: running,
          config: { lr: 0.1 },
          points: [{ loss: 1 }, { loss: 0.5 }],
          log,
        });
      },
    });
    page = new Page(viewer, "r1");
  });

  afterEach(async () => {
    page.dispose();
    await viewer.dispose();
  });

  it("shows a run whole in its first state that has one", async () => {
    const { run, metrics, error } = await page.untilState((state) => state.run !== null);
    assert.deepEqual(run?.config, { lr: 0.1 });
    assert.deepEqual(
      metrics.map(({ key, last }) => [key, last]),
      [["loss", 0.5]],
    );
    assert.equal(await page.lastLine(), "line 2999");
    assert.equal(error, null);
  });

  it("shows what a sample tells of the metrics until all of the run is read", async () => {
    let read = (): void => undefined;
    const isRead = new Promise<void>((resolve) => (read = resolve));
    const sampled = new Page(viewer, "r1", (client) => ({
      ...client,
      async listMetrics(call) {
        const whole = await client.listMetrics(call);
        if (call.query?.preview === "true") {
          return {
            metrics: whole.metrics.map((metric) => ({ ...metric, count: 77 })),
            preview: true,
          };
        }
        await isRead;
        return whole;
      },
    }));
    await sampled.untilState(({ metrics }) => metrics[0]?.count === 77);
    read();
    await sampled.untilState(({ metrics }) => metrics[0]?.count === 2);
    sampled.dispose();
  });

  it("follows new points, metrics and log lines", async () => {
    const { versions } = await page.untilState(
      (state) => state.connection === "live" && state.run !== null,
    );
    appendPoints(directory, [{ loss: 0.25, accuracy: 0.9 }], 3);
    appendFileSync(path.join(directory, "logs.txt"), "the newest line\n");
    await page.untilState(
      (state) => state.metrics.length === 2 && state.versions.log > versions.log,
    );
    await until(async () => (await page.lastLine()) === "the newest line");
  });

  it("moves the key metric along with the points", async () => {
    await page.untilState(({ run }) => run?.key_metric?.value === 0.5);
    appendPoints(directory, [{ loss: 0.125 }], 3);
    await page.untilState(({ run }) => run?.key_metric?.value === 0.125);
  });

  it("moves what is best along with the points, too, before the summary is written again", async () => {
    const best = { best_metric_name: "loss", best_metric_mode: "min", best_metric_value: 0.5 };
    writeFileSync(path.join(directory, "summary.json"), JSON.stringify(best));
    await page.untilState(({ run }) => run?.key_metric?.aggregate === "best");
    appendPoints(directory, [{ loss: 0.0625 }, { loss: 3 }], 3);
    await page.untilState(({ run }) => run?.key_metric?.value === 0.0625);
  });

  it("posts seldom while much happens, and in the end the newest", async () => {
    await page.untilState((state) => state.connection === "live" && state.run !== null);
    const others = () => page.received.filter(({ type }) => type !== "points").length;
    const before = others();
    const began = performance.now();
    for (let i = 0; i < 100; i++) {
      appendPoints(directory, [{ loss: i }], 3 + i);
      appendFileSync(path.join(directory, "logs.txt"), `more ${i}\n`);
      await sleep(5);
    }
    await page.untilState(({ metrics }) => metrics[0]?.last === 99);
    const seconds = (performance.now() - began) / 1000;
    assert.ok(others() - before <= 10 * seconds + 6, `${others() - before} in ${seconds} s`);
  });

  it("answers queries, and a wrong one with a sentence", async () => {
    const query = (key: string) => ({ series: [{ run: "r1", key }], x: "step", points: 100 });
    page.session.receive({ type: "query", request: 7, query: query("loss") });
    page.session.receive({ type: "query", request: 8, query: query("lost") });
    const { series } = await page.answer(7);
    assert.deepEqual([...(series?.[0]?.mean ?? [])], [1, 0.5]);
    const failed = await page.answer(8);
    assert.equal(failed.series, null);
    assert.match(failed.error ?? "", /lost/);
  });

  it("lets a page change its own run, and no other", async () => {
    await page.untilState((state) => state.run !== null);
    await page.call("editRun", { params: { id: "r1" }, body: { notes: "**good**" } });
    await page.untilState(({ run }) => run?.notes === "**good**");
    await assert.rejects(page.call("editRun", { params: { id: "r2" }, body: { notes: "x" } }));
    for (const route of ["deleteRuns", "createSession", "constructor", "__proto__"]) {
      page.session.receive({ type: "call", request: 7, route, call: { body: { ids: ["r1"] } } });
    }
    await page.lastLine();
    assert.equal(
      page.received.some((message) => message.type === "answer" && message.request === 7),
      false,
    );
  });

  it("says that there is no such run", async () => {
    const other = new Page(viewer, "nowhere");
    const { run, error } = await other.untilState((state) => state.error !== null);
    assert.equal(run, null);
    assert.ok((error ?? "").length > 10);
    other.dispose();
  });

  it("says that the run was deleted, and still shows it", async () => {
    await page.untilState((state) => state.connection === "live" && state.run !== null);
    rmSync(directory, { recursive: true });
    const { run } = await page.untilState((state) => state.error?.includes("deleted") === true);
    assert.equal(run?.id, "r1");
  });

  it("tells that the viewer is gone, and keeps what it shows", async () => {
    await page.untilState((state) => state.connection === "live" && state.run !== null);
    await viewer.server.dispose();
    const { run } = await page.untilState((state) => state.connection === "lost");
    assert.equal(run?.id, "r1");
  });

  it("takes any message, and anything that is none, without failing", async () => {
    await page.untilState((state) => state.run !== null);
    fc.assert(
      fc.property(fc.anything(), (raw) => page.session.receive(raw)),
      { numRuns: 2000 },
    );
    page.session.receive({ type: "query", request: 1, query: { series: [] } });
    page.session.receive({ type: "ready" });
    assert.equal(page.state?.run?.id, "r1");
  });

  it("is quiet once disposed", async () => {
    await page.untilState((state) => state.run !== null);
    page.session.dispose();
    page.session.dispose();
    const before = page.received.length;
    page.session.receive({ type: "ready" });
    page.session.receive({ type: "call", request: 1, route: "getRun", call: {} });
    appendPoints(directory, [{ loss: 9 }], 3);
    await until(async () => (await viewer.store.listMetrics("r1"))[0]?.last === 9);
    assert.equal(page.received.length, before);
  });
});
