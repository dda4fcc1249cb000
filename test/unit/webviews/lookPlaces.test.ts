import assert from "node:assert/strict";

import { byValues, lookPlaces } from "#webviews/compare/lookPlaces.ts";

interface Run {
  readonly name: string;
  readonly slot: number;
  readonly lr?: number;
  readonly tags?: readonly string[];
}
const runs: readonly Run[] = [
  { name: "a", slot: 0, lr: 0.1, tags: ["y", "x"] },
  { name: "b", slot: 1, tags: ["x", "y"] },
  { name: "c", slot: 12, lr: 0.01 },
  { name: "d", slot: 3, lr: 0.1 },
];
const lr = (run: Run) => (run.lr === undefined ? [] : [run.lr]);
const tags = (run: Run) => run.tags ?? [];
const placed = (fields: Parameters<typeof lookPlaces<Run>>[1]) => {
  const places = lookPlaces(runs, fields, ({ slot }) => slot);
  return runs.map((run) => `${places.get(run)?.hue}/${places.get(run)?.dash}`).join(" ");
};

describe("what gives lines their colour and dash", () => {
  it("is the run itself, or a field: values in their order, those without any last", () => {
    assert.equal(placed({ colour: null, dash: null }), "0/0 1/0 2/1 3/0");
    assert.equal(placed({ colour: lr, dash: null }), "1/0 2/0 0/0 1/0");
    assert.equal(placed({ colour: null, dash: tags }), "0/0 1/0 2/1 3/1");
    assert.equal(placed({ colour: lr, dash: tags }), "1/0 2/0 0/1 1/1");
  });

  it("is the same for the same tags in any order, and groups the list that is the legend", () => {
    assert.deepEqual(
      byValues(runs, tags).map(({ values, runs }) => [values, runs.map(({ name }) => name)]),
      [
        [
          ["x", "y"],
          ["a", "b"],
        ],
        [[], ["c", "d"]],
      ],
    );
  });

  it("begins the colours anew, dashed, where there are more values than colours", () => {
    const many = Array.from({ length: 12 }, (_, i): Run => ({ name: "", slot: 0, lr: i }));
    const places = lookPlaces(many, { colour: lr, dash: null }, () => 0);
    assert.deepEqual(places.get(many[11] as Run), { hue: 1, dash: 1 });
  });
});
