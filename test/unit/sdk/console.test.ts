import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";

import * as fc from "fast-check";

import { sdkEnv } from "#test/support/sdk/sdks.ts";
import { TempStore } from "#test/support/tempStore.ts";

import { LineAssembler } from "../../../sdk/typescript/src/console/lineAssembler.ts";

const index = path.resolve(import.meta.dirname, "../../../sdk/typescript/src/index.ts");
const fixture = path.resolve(import.meta.dirname, "../../fixtures/conformance/console.json");
const modes = ["smart", "all", "none"] as const;

interface Case {
  readonly name: string;
  readonly writes: string[];
  readonly lines: Record<(typeof modes)[number], string[]>;
}

describe("Lines out of what is printed", () => {
  function lines(mode: (typeof modes)[number], ...texts: string[]): string[] {
    const assembler = new LineAssembler(mode);
    return [...texts.flatMap((text) => assembler.feed(text)), ...assembler.finish()];
  }

  it("are those that were printed, wherever the writes were cut", () => {
    const line = fc.string({ unit: "grapheme" }).map((text) => text.replaceAll(/\p{Cc}/gu, ""));
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat(50)), (texts, cuts) => {
        const whole = texts.map((text) => `${text}\n`).join("");
        const parts = cuts.map((cut, at) => whole.slice(cuts[at - 1] ?? 0, cut));
        const cut = [...cuts.keys()].every((at) => (cuts[at] ?? 0) >= (cuts[at - 1] ?? 0))
          ? [...parts, whole.slice(cuts.at(-1) ?? 0)]
          : [whole];
        const expected = texts.filter((text) => /[^ \t]/.test(text));
        for (const mode of modes) assert.deepEqual(lines(mode, ...cut), expected);
      }),
      { numRuns: 500 },
    );
  });

  it("are those that the fixture says, as with the Python SDK", () => {
    const cases = JSON.parse(readFileSync(fixture, "utf8")) as Case[];
    for (const { name, writes, lines: expected } of cases) {
      for (const mode of modes) assert.deepEqual(lines(mode, ...writes), expected[mode], name);
    }
  });

  it("are complete as soon as the line is", () => {
    const assembler = new LineAssembler("smart");
    assert.deepEqual(assembler.feed("one\ntwo"), ["one"]);
    assert.deepEqual(assembler.feed(" half"), []);
    assert.deepEqual(assembler.feed("\r\n\n  \n"), ["two half"]);
    assert.deepEqual(assembler.finish(), []);
  });

  it("keep colours and lose moves of the cursor, which may come in pieces", () => {
    for (const mode of modes) {
      const texts = [
        "\x1b[31mred\x1b[0",
        "m\n",
        "\x1b[?25lhidden\x1b[K\n",
        "\x1b[0m\n",
        "end\x1b[",
      ];
      assert.deepEqual(lines(mode, ...texts), ["\x1b[31mred\x1b[0m", "hidden", "end"]);
    }
  });

  it("keep the last state of a bar, all or none", () => {
    const bar = ["\r  0%|   | 0/2", "\r 50%|#  | 1/2", "", "\r100%|###| 2/2  ", "\n", "after\n"];
    assert.deepEqual(lines("smart", ...bar), ["100%|###| 2/2", "after"]);
    assert.deepEqual(lines("all", ...bar).length, 4);
    assert.deepEqual(lines("none", ...bar), ["after"]);
  });

  it("keep a bar that was given up, and one that nothing follows", () => {
    assert.deepEqual(lines("smart", "\r 10%|", "\r 40%|", "\n", "after\n"), [" 40%|", "after"]);
    assert.deepEqual(lines("smart", "\r 10%|", "\r 40%|"), [" 40%|"]);
  });

  it("keep a message that a bar makes room for", () => {
    for (const mode of ["smart", "none"] as const) {
      const texts = [
        "\r 50%|#  |",
        "\r         ",
        "\r",
        "",
        "message",
        "\n",
        "\r 50%|#  |",
        "\r100%|",
      ];
      assert.deepEqual(
        lines(mode, ...texts),
        mode === "smart" ? ["message", "100%|"] : ["message"],
      );
    }
  });

  it("keep bars below each other once, whatever order they are drawn in", () => {
    const texts: string[] = [];
    for (let outer = 0; outer < 3; outer++) {
      texts.push(`\router: ${outer * 33}%|`);
      for (let inner = 0; inner <= 10; inner++)
        texts.push("\n", `\rinner: ${inner * 10}%|`, "\x1b[A");
      texts.push("\n", "\r            ", "\x1b[A");
    }
    texts.push("\router: 100%|", "\n");
    assert.deepEqual(lines("smart", ...texts), ["outer: 100%|"]);
    assert.deepEqual(lines("none", ...texts), []);
  });

  it("survive anything, in bounded memory", () => {
    const piece = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("\r", "\n", "\x1b[A", "\x1b[99999B", "\x1b[2K", "\x1b[", "\b\b", "5%", " "),
    );
    fc.assert(
      fc.property(fc.array(piece), fc.constantFrom(...modes), (texts, mode) => {
        for (const line of lines(mode, ...texts)) assert.ok(!/[\r\n]/.test(line));
      }),
      { numRuns: 2000 },
    );
    assert.equal(lines("smart", "x".repeat(200_000)).join("").length, 200_000);
    assert.ok(lines("smart", "\n\r5%".repeat(1000)).length >= 900);
  });
});

describe("Console capture of the TypeScript SDK", function () {
  this.timeout(30_000);
  const store = new TempStore();
  after(() => store.dispose());

  function train(script: string) {
    const project = `p${Math.random().toString(36).slice(2)}`;
    const options = `{ project: "${project}", captureConsole: true, captureEnv: false, captureCode: false }`;
    const program = `import { init } from ${JSON.stringify(index)};\nconst options = ${options};\n${script}`;
    const result = spawnSync(process.execPath, ["--input-type=module-typescript", "-e", program], {
      env: { ...sdkEnv, RUNICORN_DIR: store.root },
    });
    const runs = path.join(store.root, project, "default", "runs");
    const logs = readdirSync(runs)
      .sort()
      .map((id) => readFileSync(path.join(runs, id, "logs.txt"), "utf8"))
      .map((log) => log.replaceAll(/^\[\d\d:\d\d:\d\d\] /gm, "[T] "));
    return { out: String(result.stdout), err: String(result.stderr), logs, status: result.status };
  }

  it("copies what is printed and lets it through unchanged", () => {
    const { out, err, logs } = train(`
      const run = init(options);
      console.log("one\\ntwo %d", 2);
      console.error("ünï ☃");
      process.stdout.write(Buffer.from("☃").subarray(0, 1)); process.stdout.write(Buffer.from("☃\\n").subarray(1));
      process.stdout.write("666f6f0a", "hex", () => undefined);
      process.stdout.write("unfinished");
      run.finish();
      process.stdout.write(Object.hasOwn(process.stdout, "write") ? " own" : " restored");
    `);
    assert.equal(out, "one\ntwo 2\n☃\nfoo\nunfinished restored");
    assert.equal(err, "ünï ☃\n");
    assert.deepEqual(logs, ["[T] one\n[T] two 2\n[T] ünï ☃\n[T] ☃\n[T] foo\n[T] unfinished\n"]);
  });

  it("has in the log what was printed before the process died", () => {
    const { logs } = train(`
      init(options);
      console.log("last words");
      process.kill(process.pid, "SIGKILL");
    `);
    assert.deepEqual(logs, ["[T] last words\n"]);
  });

  it("ends in any order, of several runs and of what wrapped it", () => {
    const { out, logs } = train(`
      const first = init({ ...options, runId: "a" });
      console.log("one");
      const second = init({ ...options, runId: "b" });
      console.log("both");
      first.finish();
      console.log("second");
      const write = process.stdout.write;
      process.stdout.write = function (...args) { return write.apply(this, args); };
      second.finish();
      process.stdout.write = write;
      console.log("none");
    `);
    assert.equal(out, "one\nboth\nsecond\nnone\n");
    assert.deepEqual(logs, ["[T] one\n[T] both\n", "[T] both\n[T] second\n"]);
  });

  it("copies what the run itself has to tell, and what breaks in it breaks nothing", () => {
    const { status, logs, out } = train(`
      const run = init(options);
      run.log({ bad: () => 1 });
      process.stdout.write({ toString() { throw new Error("never asked"); }, length: 0 } as never);
    `);
    assert.equal(status, 1, "what the stream itself throws is thrown");
    assert.equal(out, "");
    assert.match(logs[0] ?? "", /^\[T\] runicorn: bad is not recorded/);
  });
});
