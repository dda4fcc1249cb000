import assert from "node:assert/strict";

import type { Client } from "#core/client/client.ts";
import { LiveFeed } from "#core/client/liveFeed.ts";
import type { SocketHandlers, Transport } from "#core/client/transport.ts";
import { RunicornError } from "#core/protocol/errors.ts";
import type { StoreEvent } from "#core/protocol/live.ts";
import { until } from "#test/support/until.ts";
import type { DashboardState } from "#webviews/dashboard/messages.ts";
import { DashboardSession } from "#webviews/dashboard/session.ts";

interface Metrics {
  readonly metrics: readonly object[];
  readonly preview?: boolean;
}

/** A reading of a run's metrics that ends when the test says so. */
interface Reading {
  readonly isSampleEnough: boolean;
  answer(metrics: Metrics): void;
}

const counting = (count: number): object => ({ key: "loss", count, last: null });

/** A dashboard over a viewer that answers by hand. */
class IndexedRun {
  readonly readings: Reading[] = [];
  /** Of all states the page was sent. */
  readonly shown: (number | undefined)[] = [];
  isFound: boolean;
  state: DashboardState | undefined;
  readonly #session: DashboardSession;
  readonly #feed: LiveFeed;
  #socket: SocketHandlers | undefined;
  #cursor = 0;

  constructor(isFound = true) {
    this.isFound = isFound;
    const transport: Transport = {
      request: () => assert.fail("the client is not a real one"),
      openSocket: (_, handlers) => {
        this.#socket = handlers;
        return { close() {} };
      },
    };
    const client = {
      getRun: () => {
        if (!this.isFound)
          return Promise.reject(new RunicornError("run_not_found", "No such run."));
        return Promise.resolve({ id: "r", key_metric: null });
      },
      listMetrics: ({ query }: { query: { preview: string } }) =>
        new Promise((resolve) => {
          this.readings.push({ isSampleEnough: query.preview === "true", answer: resolve });
        }),
      readLogs: () => Promise.resolve({ lines: [], start: 0, end: 0, size: 0 }),
    } as unknown as Client;
    this.#feed = new LiveFeed(transport);
    const settings = { smoothing: 0, points: 1000 };
    this.#session = new DashboardSession(client, this.#feed, "r", settings, (message) => {
      if (message.type !== "state") return;
      this.state = message.state;
      this.shown.push(this.points);
    });
    this.#send({ type: "hello" });
  }

  tell(event: StoreEvent): void {
    this.#send(event);
  }

  tellPoints(): void {
    this.tell({
      type: "points_appended",
      id: "r",
      source: "events",
      rank: null,
      last: {},
      points: [],
      unsent: [],
    });
  }

  /** The next reading of a kind that was not there before. */
  async next(isSampleEnough: boolean, after = 0): Promise<Reading> {
    return until(() => this.#ofKind(isSampleEnough)[after]);
  }

  count(isSampleEnough: boolean): number {
    return this.#ofKind(isSampleEnough).length;
  }

  get points(): number | undefined {
    return this.state?.metrics[0]?.count;
  }

  dispose(): void {
    this.#session.dispose();
    this.#feed.dispose();
  }

  #ofKind(isSampleEnough: boolean): Reading[] {
    return this.readings.filter((reading) => reading.isSampleEnough === isSampleEnough);
  }

  #send(event: object): void {
    this.#socket?.onFrame(JSON.stringify({ cursor: String(++this.#cursor), event }));
  }
}

describe("a run that is being indexed", () => {
  let run: IndexedRun;
  beforeEach(() => {
    run = new IndexedRun();
  });
  afterEach(() => run.dispose());

  const sample = { metrics: [counting(77)], preview: true };

  it("is read whole once, however often points come meanwhile", async () => {
    (await run.next(true)).answer(sample);
    await run.next(false);
    for (let i = 1; i <= 4; i++) {
      run.tellPoints();
      (await run.next(true, i)).answer(sample);
      await until(() => run.points === 77);
    }
    assert.equal(run.count(false), 1);
    (await run.next(false)).answer({ metrics: [counting(500)] });
    await until(() => run.points === 500);
  });

  it("is not shown by a sample that was asked for before all of it was there", async () => {
    (await run.next(true)).answer(sample);
    const whole = await run.next(false);
    await until(() => run.points === 77);
    run.tellPoints();
    const late = await run.next(true, 1);
    whole.answer({ metrics: [counting(500)] });
    await until(() => run.points === 500);
    late.answer({ metrics: [counting(78)], preview: true });
    (await run.next(false, 1)).answer({ metrics: [counting(501)] });
    await until(() => run.points === 501);
    assert.ok(!run.shown.includes(78));
  });

  it("is found when the first look at its store is over", async () => {
    run.dispose();
    run = new IndexedRun(false);
    (await run.next(true)).answer({ metrics: [] });
    await until(() => run.state?.error === "No such run.");
    run.isFound = true;
    run.tell({ type: "indexing", done: 1, total: 2 });
    run.tell({ type: "indexing", done: 2, total: 2 });
    (await run.next(true, 1)).answer({ metrics: [counting(3)] });
    await until(() => run.state?.run?.id === "r" && run.points === 3 && run.state.error === null);
  });
});
