import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { IndexedStore } from "#test/support/indexedStore.ts";

describe("a typed event with a flipped bit", function () {
  this.timeout(60_000);

  it("in the number it is found by hides no other: the index is built anew", async () => {
    const store = new IndexedStore();
    try {
      await store.prepare(1);
      const file = path.join(store.index, "series.db");
      const bytes = readFileSync(file);
      // The 37th, as its row begins.
      const at = bytes.indexOf("%textk1");
      assert.notEqual(at, -1);
      bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << 6), at);
      writeFileSync(file, bytes);
      await store.judge("another number");
      assert.match(store.said.join(), /damaged/);
    } finally {
      store.dispose();
    }
  });
});
