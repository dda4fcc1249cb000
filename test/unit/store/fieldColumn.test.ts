import assert from "node:assert/strict";

import { FieldColumn } from "#core/store/runs/fieldColumn.ts";

describe("FieldColumn", () => {
  it("does not keep every text a run ever had", () => {
    const column = new FieldColumn();
    column.set(1, "always");
    for (let i = 0; i < 10_000; i++) column.set(0, `epoch ${i}`);
    assert.ok(column.texts.length < 3000, `${column.texts.length} texts`);
    assert.deepEqual([column.get(0), column.get(1)], ["epoch 9999", "always"]);
    assert.equal(column.set(1, "always"), false);
  });
});
