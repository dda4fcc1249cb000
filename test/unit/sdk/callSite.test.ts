import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { readDocument } from "#test/support/sdk/readRun.ts";
import { sdkEnv } from "#test/support/sdk/sdks.ts";
import { TempStore } from "#test/support/tempStore.ts";

import { callSite } from "../../../sdk/typescript/src/capture/callSite.ts";
import { describeSite } from "../../../sdk/typescript/src/capture/describeSite.ts";

const file = import.meta.filename;
const sdk = path.resolve(import.meta.dirname, "../../../sdk/typescript/src/index.ts");

class Trainer {
  begun = callSite();

  constructor(step?: number) {
    if (step !== undefined) this.begun = callSite();
  }

  step() {
    return callSite();
  }
}

async function afterwards() {
  await Promise.resolve();
  return callSite();
}

describe("A call site in JavaScript", () => {
  it("is the line of the program that called", async () => {
    const site = callSite();
    const lines = readFileSync(file, "utf8").split("\n");
    assert.equal(lines[(site?.line ?? 0) - 1]?.trim(), "const site = callSite();");
    assert.equal(site?.file, file);
    assert.equal(new Trainer().step()?.function, "Trainer.step");
    assert.equal(new Trainer().begun?.function, null);
    assert.equal(new Trainer(0).begun?.function, "Trainer");
    assert.equal((await afterwards())?.function, "afterwards");
    assert.equal([0].map(() => callSite())[0]?.function, null);
    const described = describeSite(site);
    assert.equal(described["file"], "test/unit/sdk/callSite.test.ts");
    assert.match(JSON.stringify(described["hash"]), /^"[0-9a-f]{16}"$/);
  });

  it("is found whatever a program has made of its stacks", () => {
    const { stackTraceLimit } = Error;
    const prepare: unknown = Reflect.get(Error, "prepareStackTrace");
    try {
      Error.stackTraceLimit = 0;
      Reflect.set(Error, "prepareStackTrace", () => ["no", "text"]);
      assert.equal(callSite()?.file, file);
      assert.deepEqual([Error.stackTraceLimit, new Error().stack], [0, ["no", "text"]]);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
      Reflect.set(Error, "prepareStackTrace", prepare);
    }
  });

  it("of code without a file has no hash", () => {
    const site = { file: "REPL3", line: 1, function: null };
    assert.deepEqual(describeSite(site), { ...site, hash: null });
  });

  it("is that of the program, not of the packages between, and of the source of what was compiled", function () {
    this.timeout(60_000);
    const store = new TempStore();
    const write = (name: string, content: string) => {
      const target = path.join(store.root, name);
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, content);
      return target;
    };
    write("node_modules/fit/package.json", '{"name":"fit","type":"module","exports":"./index.js"}');
    write("node_modules/fit/index.js", "export function fit(log) { log(); }\n");
    write("package.json", '{"type":"module"}');
    const program = write(
      "train.js",
      `import { log, init } from ${JSON.stringify(sdk)};\nimport { fit } from "fit";\n` +
        "const run = init({ storage: process.argv[2] });\nfit(() => run.log({ loss: 1 }));\n" +
        "export function inPackage() { fit(run.log.bind(run, { bound: 1 })); }\ninPackage();\n" +
        'log({ "module level": 1 });\nrun.finish();\nconsole.log(run.runDir);\n',
    );
    const train = (words: string[]) => {
      const output = execFileSync(process.execPath, words, { env: sdkEnv, cwd: store.root });
      const { call_sites: sites, entry_file: entry } = readDocument(
        output.toString().trim(),
        "code.json",
      );
      const { init, metrics } = sites as {
        init: { file: string; line: number };
        metrics: Record<string, { line: number; function: string | null }>;
      };
      const places = Object.entries(metrics).map(([key, site]) => [key, site.line, site.function]);
      return { entry, init: [init.file, init.line], places };
    };
    const expected = [
      ["loss", 4, null],
      ["bound", 5, "inPackage"],
      ["module level", 7, null],
    ];
    assert.deepEqual(train([program, store.root]), {
      entry: program,
      init: [program, 3],
      places: expected,
    });
    // Without its ending, as Node takes it too.
    const evaluated = train([
      "-e",
      `process.argv[2] = ${JSON.stringify(store.root)}; import("./train.js")`,
    ]);
    assert.deepEqual(evaluated, { entry: null, init: [program, 3], places: expected });
    store.dispose();
  });
});
