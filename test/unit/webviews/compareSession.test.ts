import assert from "node:assert/strict";

import * as fc from "fast-check";

import { startViewer } from "#test/support/startViewer.ts";
import { appendPoints } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";
import type { CompareState, RunName, ToPage } from "#webviews/compare/messages.ts";
import type { RunSources } from "#webviews/compare/runSource.ts";
import { CompareSession } from "#webviews/compare/session.ts";

import { Machine, Machines } from "./machines.ts";

/** A page that only notes what it is sent. */
class Page {
  readonly received: ToPage[] = [];
  readonly session: CompareSession;

  constructor(sources: RunSources, runs: readonly RunName[]) {
    const settings = { smoothing: 0, points: 1000 };
    this.session = new CompareSession(sources, runs, settings, (m) => this.received.push(m));
    this.session.receive({ type: "ready" });
  }

  untilState(check: (state: CompareState) => boolean): Promise<CompareState> {
    return until(() => {
      const last = this.received.findLast((message) => message.type === "state");
      return last && check(last.state) && last.state;
    });
  }

  async ask(source: string, run: string, query: object = {}) {
    const request = this.received.length + 1;
    const series = [{ run, key: "loss" }];
    const message = { x: "step", points: 100, ...query, series };
    this.session.receive({ type: "query", source, request, query: message });
    return until(() =>
      this.received.find((m) => m.type === "series" && m.request === request),
    ).then((m) => (m.type === "series" ? m : assert.fail()));
  }
}

const live = ({ runs }: CompareState) =>
  runs.every(({ connection, run }) => connection === "live" && run !== null);

describe("compare session", () => {
  let machines: Machines;
  let here: Machine;
  let there: Machine;
  let page: Page;
  const directories: string[] = [];
  const names = [
    { source: "here", run: "r1" },
    { source: "there", run: "r1" },
  ];

  beforeEach(async () => {
    const start = async (lr: number, points: readonly number[]) =>
      startViewer({
        auth: false,
        prepare: (files) => {
          directories.push(
            files.writeRun({
              id: "r1",
              status: { status: "running", started_at: 1_767_268_800 },
              config: { lr },
              points: points.map((loss) => ({ loss })),
            }),
          );
        },
      });
    directories.length = 0;
    here = new Machine(await start(0.1, [1, 0.5]));
    there = new Machine(await start(0.2, [2, 1.5, 1.25]), "ada@gpu", 90_000);
    machines = new Machines();
    machines.set("here", here);
    machines.set("there", there);
    page = new Page(machines, names);
  });

  afterEach(async () => {
    page.session.dispose();
    await here.dispose();
    await there.dispose();
  });

  it("tells a page that comes late which runs there are before what they hold", async () => {
    await page.untilState(live);
    await until(() => page.received.filter(({ type }) => type === "values").length >= 2);
    const before = page.received.length;
    page.session.receive({ type: "ready" });
    await until(() => page.received.slice(before).some(({ type }) => type === "values"));
    // A value that comes first is of no run yet, and nothing could be grouped by it.
    assert.equal(page.received[before]?.type, "state");
  });

  it("asks each source for its own run, and tells them apart though they have the same id", async () => {
    const { runs } = await page.untilState(live);
    assert.deepEqual(
      runs.map(({ ref, host }) => [ref, host]),
      [
        ["here:r1", ""],
        ["there:r1", "ada@gpu"],
      ],
    );
    const [mine, theirs] = [await page.ask("here", "r1"), await page.ask("there", "r1")];
    assert.deepEqual([...(mine.series?.[0]?.mean ?? [])], [1, 0.5]);
    assert.deepEqual([...(theirs.series?.[0]?.mean ?? [])], [2, 1.5, 1.25]);
    const values = page.received.filter((message) => message.type === "values");
    assert.deepEqual(Object.fromEntries(values.map(({ ref, config }) => [ref, config["lr"]])), {
      "here:r1": 0.1,
      "there:r1": 0.2,
    });
  });

  it("tells wall times of all machines by one clock", async () => {
    await page.untilState(live);
    const [mine, theirs] = [
      await page.ask("here", "r1", { x: "time" }),
      await page.ask("there", "r1", { x: "time" }),
    ];
    const first = mine.series?.[0]?.x_first[0] ?? NaN;
    const [shifted] = theirs.series ?? [];
    assert.deepEqual([shifted?.x_first[0], shifted?.x_last[2]], [first - 90, first - 88]);
    // The second of their points, asked for by our clock.
    const range = { min: first - 89.5, max: first - 88.5 };
    const cut = await page.ask("there", "r1", { x: "time", range });
    assert.deepEqual([...(cut.series?.[0]?.mean ?? [])], [1.5]);
    assert.equal((await page.ask("there", "r1")).series?.[0]?.x_first[0], 1);
  });

  it("keeps what it knows of a machine that goes away, and goes on when it is back", async () => {
    await page.untilState(live);
    there.setAway(true);
    const { runs } = await page.untilState((state) => state.runs[1]?.connection === "lost");
    assert.equal(runs[1]?.run?.id, "r1");
    assert.equal(runs[1].error, "The machine does not answer.");
    assert.equal(runs[0]?.connection, "live");
    appendPoints(directories[1]!, [{ loss: 1 }, { loss: 0.75 }], 4);
    there.setAway(false);
    await page.untilState(live);
    const points = await until(async () => {
      const { series } = await page.ask("there", "r1");
      return series?.[0]?.total === 5 && series[0];
    });
    assert.deepEqual([...points.x_first], [1, 2, 3, 4, 5]);
  });

  it("keeps a run whose store is gone from the window, and finds it again", async () => {
    await page.untilState(live);
    machines.set("there", undefined);
    const { runs } = await page.untilState((state) => state.runs[1]?.connection === "lost");
    assert.equal(runs[1]?.run?.id, "r1");
    assert.match(runs[1].error ?? "", /not shown in this window/);
    assert.deepEqual((await page.ask("there", "r1")).series, []);
    machines.set("there", there);
    await page.untilState(live);
  });

  it("tells of new points of any run, and of nothing else again", async () => {
    await page.untilState(live);
    const metrics = () => page.received.filter((message) => message.type === "metrics");
    await until(() => metrics().length >= 2);
    const before = page.received.filter(({ type }) => type === "values").length;
    appendPoints(directories[1]!, [{ loss: 0.125 }], 4);
    const last = await until(() => metrics().find(({ metrics: [m] }) => m?.last === 0.125));
    assert.equal(last.ref, "there:r1");
    await page.untilState(({ runs }) => runs[1]?.run?.key_metric?.value === 0.125);
    assert.equal(page.received.filter(({ type }) => type === "values").length, before);
  });

  it("takes on other runs, keeps the others, and compares fifty at most", async () => {
    await page.untilState(live);
    page.session.receive({ type: "removeRun", ref: "here:r1" });
    const { runs } = await page.untilState((state) => state.runs.length === 1);
    assert.equal(runs[0]?.ref, "there:r1");
    page.session.setRuns([...names, ...names]);
    await page.untilState((state) => state.runs.length === 2 && live(state));
    page.session.setRuns(Array.from({ length: 60 }, (_, i) => ({ source: "here", run: `n${i}` })));
    await page.untilState((state) => state.runs.length === 50);
  });

  it("sends a page that was thrown away everything again", async () => {
    await page.untilState(live);
    await until(() => page.received.filter(({ type }) => type === "metrics").length >= 2);
    page.received.length = 0;
    page.session.receive({ type: "ready" });
    await page.untilState(live);
    const types = page.received.map(({ type }) => type).sort();
    assert.deepEqual([...new Set(types)], ["metrics", "state", "values"]);
    assert.equal(page.received.filter(({ type }) => type === "values").length, 2);
  });

  it("says what it cannot show", async () => {
    const other = new Page(machines, [{ source: "here", run: "nowhere" }]);
    const { runs } = await other.untilState((state) => state.runs[0]?.error !== null);
    assert.equal(runs[0]?.run, null);
    const failed = await other.ask("here", "nowhere");
    assert.equal(failed.series, null);
    assert.ok((failed.error ?? "").length > 10);
    other.session.dispose();
  });

  it("takes any message, and anything that is none, without failing", async () => {
    await page.untilState(live);
    fc.assert(
      fc.property(fc.anything(), (raw) => page.session.receive(raw)),
      { numRuns: 1000 },
    );
    page.session.dispose();
    page.session.dispose();
    const before = page.received.length;
    page.session.receive({ type: "ready" });
    appendPoints(directories[0]!, [{ loss: 9 }], 3);
    await until(async () => (await here.viewer.store.listMetrics("r1"))[0]?.last === 9);
    assert.equal(page.received.length, before);
  });
});
