import assert from "node:assert/strict";

import * as fc from "fast-check";

import { columnDigest } from "#core/store/index/columnDigest.ts";
import { type BlockSource, Column } from "#core/store/series/column.ts";
import { ColumnReader } from "#core/store/series/columnReader.ts";
import { DecodedBlocks } from "#core/store/series/decodedBlocks.ts";

/** A store that keeps what is committed to it, and what it has decoded where there is room. */
function keeper(decodedBytes = 0) {
  const blocks = new Map<string, Uint8Array>();
  const reads: string[] = [];
  const source: BlockSource = {
    ...(decodedBytes > 0 && { decoded: new DecodedBlocks(decodedBytes) }),
    read: (column, level, block) => {
      reads.push(`${level}/${block}`);
      return blocks.get(`${column}/${level}/${block}`);
    },
  };
  const commit = (column: Column) => {
    for (const { level, block, data } of column.pending()) {
      blocks.set(`${column.id}/${level}/${block}`, data);
    }
    column.committed();
  };
  return { source, commit, reads };
}

describe("a column that takes over the rows of another", () => {
  it("answers as that one does, also when both go on and are read anew", () => {
    const room = fc.constantFrom(0, 50_000, 1e6);
    const lengths = fc.constantFrom(0, 1, 63, 64, 1983, 1984, 1985, 25_600, 27_000);
    fc.assert(
      fc.property(lengths, lengths, fc.boolean(), room, (length, more, isRead, bytes) => {
        const { source, commit } = keeper(bytes);
        const rows = Float64Array.from({ length }, (_, i) => Math.sin(i));
        const further = Float64Array.from({ length: more }, (_, i) => i * i);
        let one = new Column(1, source);
        one.appendRows(rows, length);
        commit(one);
        if (isRead) one = new Column(1, source, length);
        const copy = new Column(2, source);
        copy.copyRows(one);
        assert.equal(columnDigest(copy), columnDigest(one));
        for (const column of [one, copy]) {
          column.appendRows(further, more);
          commit(column);
        }
        assert.equal(columnDigest(copy), columnDigest(one));
        assert.equal(columnDigest(new Column(2, source, length + more)), columnDigest(one));
      }),
      { numRuns: 60 },
    );
  });
});

describe("what a column has decoded", () => {
  it("is at hand for the next reader, as far as there is room", () => {
    const length = 5 * 1984 + 10;
    const [roomy, narrow] = [keeper(1e6), keeper(2 * 1984 * 8)];
    for (const { source, commit, reads } of [roomy, narrow]) {
      const column = new Column(1, source);
      column.appendRows(Float64Array.from({ length }, Math.sqrt), length);
      commit(column);
      const read = () => new ColumnReader(new Column(1, source, length)).all();
      assert.deepEqual(read(), Float64Array.from({ length }, Math.sqrt));
      reads.length = 0;
      assert.deepEqual(read(), Float64Array.from({ length }, Math.sqrt));
    }
    // Only the block that is not full yet, and all of them.
    assert.deepEqual(roomy.reads, ["0/5"]);
    assert.equal(narrow.reads.length, 6);
  });
});
