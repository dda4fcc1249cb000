import assert from "node:assert/strict";
import { EventEmitter } from "node:events";

import { createClient } from "#core/client/client.ts";
import { LiveFeed } from "#core/client/liveFeed.ts";
import { RunicornError } from "#core/protocol/errors.ts";
import { startViewer, type Viewer } from "#test/support/startViewer.ts";
import { appendPoints } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";
import type { DashboardState } from "#webviews/dashboard/messages.ts";
import { DashboardSession } from "#webviews/dashboard/session.ts";

import { openTransport } from "./openTransport.ts";

const running = { status: "running", started_at: 1_767_268_800 };

describe("the page of a run on another machine", () => {
  let viewer: Viewer;
  let directory: string;
  beforeEach(async () => {
    viewer = await startViewer({
      auth: false,
      prepare: (files) => {
        directory = files.writeRun({ id: "r1", status: running, points: [{ loss: 1 }] });
      },
    });
  });
  afterEach(() => viewer.dispose());

  it("says that the person has disconnected it, not that something failed, and keeps what was known", async () => {
    const changes = new EventEmitter();
    const place = {
      host: "ada@gpu1",
      isAway: false,
      isLeft: false,
      reason: undefined,
      clockOffsetMs: 90_000,
      onChange(listener: () => void) {
        changes.on("change", listener);
        return { dispose: () => void changes.off("change", listener) };
      },
    };
    const transport = openTransport(viewer.base);
    const feed = new LiveFeed(transport);
    const gone = new RunicornError("connection_not_found", "There is no such connection.");
    const client = createClient({
      ...transport,
      openSocket: (...asked) => transport.openSocket(...asked),
      request: (asked) => {
        if (!place.isAway) return transport.request(asked);
        refused++;
        return Promise.reject(gone);
      },
    });
    const states: DashboardState[] = [];
    const now = () => states.at(-1);
    let refused = 0;
    const session = new DashboardSession(
      client,
      feed,
      "r1",
      { smoothing: 0, points: 100 },
      (message) => {
        if (message.type === "state") states.push(message.state);
      },
      place,
    );
    try {
      await until(() => now()?.run?.id === "r1" && now()?.connection === "live");
      assert.equal(now()?.clockOffset, 90);
      Object.assign(place, { isAway: true, isLeft: true });
      appendPoints(directory, [{ loss: 0.5 }]); // What is asked for now is refused.
      await until(() => refused > 0);
      changes.emit("change");
      await until(() => now()?.connection === "left");
      await new Promise((resolve) => setTimeout(resolve, 300));
      changes.emit("change");
      await until(() => now()?.connection === "left");
      assert.deepEqual([now()?.error, now()?.run?.id, now()?.host], [null, "r1", "ada@gpu1"]);
      // By the clock of that machine; it stands still from then on.
      const left = states.find(({ connection }) => connection === "left")?.knownUntil ?? NaN;
      assert.ok(Math.abs(left - 90 - Date.now() / 1000) < 60);
      assert.equal(now()?.knownUntil, left);
      Object.assign(place, { isAway: false, isLeft: false });
      changes.emit("change");
      await until(() => now()?.connection === "live");
      assert.equal(now()?.knownUntil, null);
    } finally {
      session.dispose();
      feed.dispose();
    }
  });
});
