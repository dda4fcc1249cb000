import assert from "node:assert/strict";

import { BackgroundReader } from "#core/store/ingest/backgroundReader.ts";
import { until } from "#test/support/until.ts";

describe("BackgroundReader", () => {
  it("reads a run once more that was added again while it was read", async () => {
    const read: string[] = [];
    let goOn = () => undefined as void;
    const reader = new BackgroundReader(
      async (dirs) => {
        read.push(...dirs);
        if (read.length === 1) await new Promise<void>((resolve) => (goOn = resolve));
        return [];
      },
      1000,
      1,
    );
    reader.enqueue("a", 10);
    reader.enqueue("a", 20);
    goOn();
    await until(() => reader.pending === 0);
    assert.deepEqual(read, ["a", "a"]);
    assert.equal(reader.pendingBytes, 0);
  });
});
