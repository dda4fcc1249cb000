import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { mock } from "node:test";

import * as rn from "../../../sdk/typescript/src/index.ts";
import { jsonObject } from "../../../sdk/typescript/src/jsonValue.ts";

function refuse(): never {
  throw new Error("hostile");
}

const cycle: Record<string, unknown> = {};
cycle["self"] = cycle;
const traps = { get: refuse, ownKeys: refuse, getPrototypeOf: refuse, has: refuse };

const revoked = Proxy.revocable({}, {});
revoked.revoke();

/** What a program in JavaScript may pass by mistake, and worse. */
const values: readonly unknown[] = [
  undefined,
  null,
  -0,
  Number.NaN,
  10n ** 400n,
  "\ud800",
  Symbol("s"),
  () => 1,
  {},
  [1, [2]],
  new Date(Number.NaN),
  new Map([[{}, 1]]),
  new Uint8Array(3),
  Object.defineProperty({}, "key", { get: refuse, enumerable: true }),
  { toString: refuse, toJSON: refuse, item: refuse },
  new Proxy({}, traps),
  new Proxy(() => 1, traps),
  revoked.proxy,
  Object.create(null),
  { step: { valueOf: refuse }, stage: Symbol("q"), key: "k", a: 1 },
  { step: 1n, caption: Symbol("c"), columns: 5, level: 7, mode: "x", key: "__proto__", x: cycle },
  Promise.resolve(1),
  { length: 1e9 },
];

describe("A program that passes anything to the TypeScript SDK", function () {
  this.timeout(30_000);
  const folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-hostile-"));
  before(() => {
    process.env["RUNICORN_NO_REGISTER"] = "1";
    mock.method(process.stderr, "write", () => true);
  });
  after(() => {
    mock.restoreAll();
    delete process.env["RUNICORN_NO_REGISTER"];
    rmSync(folder, { recursive: true, force: true });
  });

  /** Calls a method with every pair of values; what it throws. */
  function thrown(target: object, name: string): unknown[] {
    const method = Reflect.get(target, name) as (...args: unknown[]) => unknown;
    return values.flatMap((first) =>
      values.flatMap((second) => {
        try {
          method.call(target, first, second, second);
          return [];
        } catch (error) {
          return [error];
        }
      }),
    );
  }

  function methodsOf(run: rn.Run): string[] {
    const prototype: unknown = Object.getPrototypeOf(run);
    return Object.entries(Object.getOwnPropertyDescriptors(prototype))
      .filter(([name, { value }]) => typeof value === "function" && name !== "constructor")
      .map(([name]) => name);
  }

  const ending = new Set(["end", "failAfterwards", "finish", "fork"]);

  it("gets nothing thrown at it, and lines that can be read", () => {
    for (const deferred of [false, true]) {
      const run = rn.init({ storage: folder, captureEnv: false, deferred });
      const methods = methodsOf(run).filter((name) => !ending.has(name));
      assert.ok(methods.length >= 15);
      for (const name of methods) {
        const [first] = thrown(run, name);
        assert.equal(first, undefined, `${name}: ${first instanceof Error ? first.stack : ""}`);
      }
      for (const value of values) run.finish(value as never);
      assert.ok(run.droppedRecords > 0 && run.droppedValues > 0);
      const lines = readFileSync(path.join(run.runDir, "events.jsonl"), "utf8").split("\n");
      assert.deepEqual(
        lines.slice(0, -1).filter((line) => jsonObject(line) === undefined),
        [],
      );
    }
  });

  it("gets nothing thrown at it when nothing is recorded", () => {
    rn.setEnabled(false);
    try {
      const run = rn.init();
      for (const name of methodsOf(run)) assert.deepEqual(thrown(run, name), [], name);
    } finally {
      rn.resetEnabled();
    }
  });
});
