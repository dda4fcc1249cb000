import assert from "node:assert/strict";

import { plainConfig } from "../../../sdk/typescript/src/plainConfig.ts";

const unprintable = Object.create(null, {
  trap: {
    enumerable: true,
    get() {
      throw new Error("not to be looked at");
    },
  },
}) as object;

describe("Hyper-parameters of the TypeScript SDK", () => {
  const plain = (config: unknown): unknown => JSON.parse(JSON.stringify(plainConfig(config)));

  it("are read from whatever holds them", () => {
    class Settings {
      lr = 0.1;
      layers = new Set([1, 2]);
    }
    assert.deepEqual(plain(undefined), {});
    assert.deepEqual(plain(null), {});
    assert.deepEqual(plain(new Settings()), { lr: 0.1, layers: [1, 2] });
    assert.deepEqual(plain(new Map<unknown, unknown>([[1, { a: [undefined, null] }]])), {
      1: { a: [null, null] },
    });
    assert.deepEqual(plain({ a: undefined, b: Symbol("s"), c: { item: () => 2 } }), {
      b: "Symbol(s)",
      c: 2,
    });
  });

  it("cost themselves only where they cannot be looked at", () => {
    assert.deepEqual(plain({ bad: unprintable, good: 1 }), { bad: "<object>", good: 1 });
    assert.deepEqual(plain(unprintable), { config: "<object>" });
  });

  it("may contain themselves", () => {
    const config: Record<string, unknown> = { lr: 1 };
    config["self"] = [config];
    assert.deepEqual(plain(config), { lr: 1, self: ["<object>"] });
  });

  it("are cut off where they never end", () => {
    class Node {
      readonly links: Node[] = [];
    }
    const nodes = Array.from({ length: 30 }, () => new Node());
    for (const node of nodes) node.links.push(...nodes);
    assert.ok(JSON.stringify(plainConfig({ nodes })).length < 1_000_000);
  });
});
