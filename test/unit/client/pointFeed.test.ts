import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";

import type { Client } from "#core/client/client.ts";
import type { LiveFeed } from "#core/client/liveFeed.ts";
import { PointFeed } from "#core/client/pointFeed.ts";
import type { StoreEvent } from "#core/protocol/live.ts";

describe("points of a file that is replaced by a longer one", () => {
  it("are those of the other file only", async () => {
    let file = { generation: "one", values: [1, 2, 3] };
    const readPoints = ((request: { query: { key: string; from: number } }) => {
      const { key, from } = request.query;
      const { generation, values } = file;
      const some = values.slice(from);
      return Promise.resolve({
        run: "r",
        key,
        source: "events",
        rank: null,
        generation,
        from,
        total: values.length,
        steps: some,
        times: some,
        values: some,
      });
    }) as unknown as Client["readPoints"];
    let tell: (event: StoreEvent) => void = () => undefined;
    const feed = {
      listen: ({ onEvent }: { onEvent: typeof tell }) => {
        tell = onEvent;
        return { dispose: () => undefined };
      },
    } as unknown as LiveFeed;
    let got: number[] = [];
    const followed = new PointFeed(
      { client: { readPoints }, feed },
      { run: "r", key: "loss" },
      { onPoints: ({ values }) => void got.push(...values), onReplaced: () => void (got = []) },
    );
    await turn();
    assert.deepEqual(got, [1, 2, 3]);

    file = { generation: "other", values: [10, 20, 30, 40] };
    // The other's fourth point, as whoever knows of three waits for it.
    const points = [{ first: 3, steps: [4], times: [4], series: [{ key: "loss", values: [40] }] }];
    tell({
      type: "points_appended",
      id: "r",
      source: "events",
      rank: null,
      generation: "other",
      last: {},
      points,
      unsent: [],
    });
    await turn();
    assert.deepEqual(got, [10, 20, 30, 40]);
    followed.dispose();
  });
});
