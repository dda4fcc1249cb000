import assert from "node:assert/strict";

import { inOneBuffer } from "#extension/ui/inOneBuffer.ts";

describe("columns of a message in one buffer", () => {
  it("are the same columns, whatever is around them", () => {
    const series = Array.from({ length: 30 }, (_, i) => ({
      key: `metric ${i}`,
      x: Float64Array.of(1, 2, i),
      empty: new Float64Array(),
      others: { y: Float64Array.of(NaN, i) },
    }));
    const message = { type: "series", error: null, list: [1, 2], bytes: Uint8Array.of(1), series };
    const sent = inOneBuffer(message);
    assert.deepEqual(sent, message);
    const buffers = sent.series.flatMap(({ x, empty, others }) => [
      x.buffer,
      empty.buffer,
      others.y.buffer,
    ]);
    assert.equal(new Set(buffers).size, 1);
    assert.equal(sent.bytes, message.bytes);
  });

  it("leave a message as it is that has none", () => {
    const message = { type: "state", run: { tags: ["a"], seen: null } };
    assert.equal(inOneBuffer(message), message);
  });
});
