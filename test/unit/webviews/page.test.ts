import assert from "node:assert/strict";

import * as fc from "fast-check";

import { FromPage } from "#webviews/dashboard/messages.ts";
import { parseUiState } from "#webviews/dashboard/uiState.ts";
import { groupMetrics, metricFilter } from "#webviews/shared/charts/board/metricGroups.ts";
import { flatten } from "#webviews/shared/flatten.ts";
import { parseFragment, runFragment } from "#webviews/viewer/fragment.ts";

describe("page", () => {
  it("groups metrics by prefix, training first and the system last", () => {
    const keys = [
      "system/a",
      "zeta/x",
      "zeta/y",
      "system/b",
      "val/b",
      "val/a",
      "train/l2",
      "train/l10",
      "lr",
      "one/only",
    ];
    assert.deepEqual(groupMetrics(keys), [
      { prefix: "", keys: ["lr", "one/only"] },
      { prefix: "train", keys: ["train/l2", "train/l10"] },
      { prefix: "val", keys: ["val/a", "val/b"] },
      { prefix: "zeta", keys: ["zeta/x", "zeta/y"] },
      { prefix: "system", keys: ["system/a", "system/b"] },
    ]);
  });

  it("keeps every metric once, whatever it is called", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string()), (keys) => {
        assert.deepEqual(
          groupMetrics(keys)
            .flatMap((g) => g.keys)
            .sort(),
          [...keys].sort(),
        );
      }),
    );
  });

  it("filters by part of a name or by a pattern, and bears half a pattern", () => {
    const keys = ["train/loss", "val/loss", "val/acc"];
    assert.deepEqual(keys.filter(metricFilter("LOSS")), ["train/loss", "val/loss"]);
    assert.deepEqual(keys.filter(metricFilter("^val/(l|a)")), ["val/loss", "val/acc"]);
    assert.deepEqual(keys.filter(metricFilter("val/(")), []);
    assert.deepEqual(keys.filter(metricFilter("  ")), keys);
  });

  it("flattens nested values and sorts them", () => {
    assert.deepEqual(
      flatten({ b: { y: 2, x: { z: null } }, a: [1, { c: 2 }], empty: {}, text: "t" }),
      [
        { path: "a", value: '[1,{"c":2}]' },
        { path: "b.x.z", value: "null" },
        { path: "b.y", value: "2" },
        { path: "empty", value: "{}" },
        { path: "text", value: "t" },
      ],
    );
  });

  it("reads any kept state as one it can show", () => {
    fc.assert(
      fc.property(fc.anything(), (raw) => {
        const ui = parseUiState(raw);
        assert.deepEqual(parseUiState(JSON.parse(JSON.stringify(ui))), ui);
      }),
    );
    assert.equal(parseUiState({ style: { amount: 7 } }).style.amount, 0.99);
    assert.equal(parseUiState({ window: { min: 2, max: 1 } }).window, null);
  });

  it("takes no message from a page that is not one", () => {
    fc.assert(
      fc.property(fc.anything(), (raw) => {
        const message = FromPage.safeParse(raw).data;
        assert.ok(message === undefined || typeof message.type === "string");
      }),
      { numRuns: 2000 },
    );
  });

  it("carries ticket and run in the address, and any run id back", () => {
    assert.deepEqual(parseFragment("#ticket=abc&run=r1"), { ticket: "abc", run: "r1" });
    assert.deepEqual(parseFragment(""), { ticket: null, run: null });
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (run) => {
        assert.equal(parseFragment(runFragment(run)).run, run.toWellFormed());
      }),
    );
  });
});
