import assert from "node:assert/strict";

import * as fc from "fast-check";

import { columnDigest } from "#core/store/index/columnDigest.ts";
import { type BlockSource, Column } from "#core/store/series/column.ts";

/** A store that keeps what is committed to it. */
function keeper() {
  const blocks = new Map<string, Uint8Array>();
  const source: BlockSource = {
    read: (column, level, block) => blocks.get(`${column}/${level}/${block}`),
  };
  const commit = (column: Column) => {
    for (const { level, block, data } of column.pending()) {
      blocks.set(`${column.id}/${level}/${block}`, data);
    }
    column.committed();
  };
  return { source, commit };
}

describe("a column that takes over the rows of another", () => {
  it("answers as that one does, also when both go on and are read anew", () => {
    const lengths = fc.constantFrom(0, 1, 63, 64, 1983, 1984, 1985, 25_600, 27_000);
    fc.assert(
      fc.property(lengths, lengths, fc.boolean(), (length, more, isRead) => {
        const { source, commit } = keeper();
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
