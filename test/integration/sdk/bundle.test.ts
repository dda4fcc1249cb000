import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";

import { build } from "esbuild";

import { readDocument, readEvents } from "#test/support/sdk/readRun.ts";
import { sdkEnv } from "#test/support/sdk/sdks.ts";

const source = path.resolve(import.meta.dirname, "../../../sdk/typescript/src");
// The Node that this repository brings along, and an older one where the system has it.
const nodes = [process.execPath, "/usr/local/bin/node", "/usr/bin/node"].filter(
  (file, i, all) => existsSync(file) && all.indexOf(file) === i,
);

describe("The TypeScript SDK as it ships", function () {
  this.timeout(60_000);
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), "runicorn-bundle-")));
  after(() => rmSync(folder, { recursive: true, force: true }));

  before(async () => {
    const options = {
      bundle: true,
      platform: "node",
      target: "node18",
      logLevel: "warning",
    } as const;
    const entryPoints = {
      index: path.join(source, "index.ts"),
      runicornBackground: path.join(source, "background/runicornBackground.ts"),
    };
    const mjs = { ".js": ".mjs" };
    await build({
      ...options,
      format: "esm",
      entryPoints,
      outdir: path.join(folder, "sdk"),
      outExtension: mjs,
    });
    // What a program becomes that is bundled with the SDK and without its thread.
    const { index } = entryPoints;
    await build({
      ...options,
      format: "cjs",
      entryPoints: { index },
      outdir: path.join(folder, "cjs"),
      outExtension: { ".js": ".cjs" },
      logOverride: { "empty-import-meta": "silent" },
    });
  });

  interface Ended {
    code: number | null;
    stdout: string;
    stderr: string;
    milliseconds: number;
    runs: { status: unknown; rows: number; captured: boolean; directory: string }[];
  }

  function run(
    node: string,
    script: string,
    { env = {}, args = [] as string[], sdk = "sdk/index.mjs" } = {},
  ): Ended {
    const root = mkdtempSync(path.join(folder, "root-"));
    const file = path.join(root, "train.mjs");
    writeFileSync(file, `import * as rn from "${path.join(folder, sdk)}";\n${script}`);
    const start = Date.now();
    const child = spawnSync(node, [...args, file], {
      env: { ...sdkEnv, RUNICORN_DIR: path.join(root, "store"), ...env },
      encoding: "utf8",
      timeout: 30_000,
    });
    const milliseconds = Date.now() - start;
    const runs = path.join(root, "store/default/default/runs");
    const directories = existsSync(runs) ? readdirSync(runs) : [];
    return {
      code: child.status,
      stdout: child.stdout,
      stderr: child.stderr,
      milliseconds,
      runs: directories.map((id) => {
        const directory = path.join(runs, id);
        const { status } = readDocument(directory, "status.json");
        const captured = existsSync(path.join(directory, "environment.json"));
        return { status, rows: readEvents(directory).rows.length, captured, directory };
      }),
    };
  }

  const summary = ({ code, runs }: Ended) => [code, ...runs.map((r) => [r.status, r.rows])];

  for (const node of nodes) {
    describe(`under ${node}`, () => {
      it("records, and lets the program end by itself", () => {
        const ended = run(node, "rn.init(); rn.log({ a: 1 });");
        assert.deepEqual(summary(ended), [0, ["finished", 1]]);
        assert.equal(ended.stderr, "");
        assert.ok(ended.runs[0]?.captured);
        assert.ok(ended.milliseconds < 8000);
      });

      it("begins many runs beside and after each other", () => {
        const ended = run(
          node,
          `for (let i = 0; i < 5; i++) rn.init().log({ a: 1 });
           for (let i = 0; i < 5; i++) { const r = rn.init(); r.log({ a: 1 }); r.finish(); }`,
        );
        const expected = Array.from({ length: 10 }, () => ["finished", 1]);
        assert.deepEqual(summary(ended), [0, ...expected]);
      });

      it("works inside worker threads, which end as they like", () => {
        const ended = run(
          node,
          `import { Worker, isMainThread, workerData } from "node:worker_threads";
           if (isMainThread) {
             for (const code of [0, 4]) new Worker(new URL(import.meta.url), { workerData: code });
           } else {
             rn.init(); rn.log({ a: 1 });
             if (workerData > 0) process.exit(workerData);
           }`,
        );
        const ends = ended.runs.map((r) => String(r.status)).sort();
        assert.deepEqual([ended.code, ends], [0, ["failed", "finished"]]);
      });

      it("works in forked and clustered children", () => {
        const ended = run(
          node,
          `import { fork } from "node:child_process";
           import cluster from "node:cluster";
           rn.init(); rn.log({ a: 1 });
           if (cluster.isPrimary && process.argv[2] === undefined) {
             fork(new URL(import.meta.url), ["child"]);
             cluster.fork();
           } else process.disconnect();`,
        );
        const expected = Array.from({ length: 3 }, () => ["finished", 1]);
        assert.deepEqual(summary(ended), [0, ...expected]);
      });

      it("keeps what the program preloads out of its own thread", () => {
        const preload = path.join(folder, "preload.cjs");
        writeFileSync(preload, "require('node:fs').writeSync(1, 'preloaded ')");
        const args = ["--require", preload];
        assert.equal(run(node, "rn.init();", { args }).stdout, "preloaded ");
        const env = { NODE_OPTIONS: `--require=${preload}` };
        assert.equal(run(node, "rn.init();", { env }).stdout, "preloaded ");
      });

      it("does not wait for a program that hangs", () => {
        const programs = path.join(folder, "programs");
        mkdirSync(programs, { recursive: true });
        for (const name of ["git", "nvidia-smi"]) {
          writeFileSync(path.join(programs, name), "#!/bin/sh\nexec sleep 30\n", { mode: 0o755 });
        }
        const env = { PATH: `${programs}:${process.env["PATH"]}` };
        const ended = run(node, "rn.init(); rn.log({ a: 1 });", { env });
        assert.deepEqual(summary(ended), [0, ["finished", 1]]);
        assert.ok(ended.milliseconds < 6000, `${ended.milliseconds} ms`);
      });

      it("needs no thread", () => {
        const ended = run(node, "rn.init(); rn.log({ a: 1 });", { env: { RUNICORN_THREADS: "0" } });
        assert.deepEqual(summary(ended), [0, ["finished", 1]]);
      });

      it("goes on without its thread when that dies", () => {
        const broken = path.join(folder, "broken");
        mkdirSync(broken, { recursive: true });
        cpSync(path.join(folder, "sdk/index.mjs"), path.join(broken, "index.mjs"));
        writeFileSync(path.join(broken, "runicornBackground.mjs"), "throw new Error('broken');");
        const script = `rn.init(); rn.log({ a: 1 }); setTimeout(() => rn.log({ a: 2 }), 500);`;
        const ended = run(node, script, { sdk: "broken/index.mjs" });
        assert.deepEqual(summary(ended), [0, ["finished", 2]]);
        assert.equal(ended.stderr, "");
      });

      it("does the thread's work on timers where a bundler left it out", () => {
        const script = `rn.default.init(); rn.default.log({ a: 1 }); setTimeout(() => 0, 200);`;
        const ended = run(node, script, { sdk: "cjs/index.cjs" });
        assert.deepEqual(summary(ended), [0, ["finished", 1]]);
        assert.equal(ended.stderr, "");
      });
    });
  }
});
