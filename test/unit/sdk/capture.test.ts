import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { text } from "node:stream/consumers";

import { GitFolder } from "#test/support/sdk/gitFolder.ts";
import { readDocument } from "#test/support/sdk/readRun.ts";
import { type Sdk, sdks } from "#test/support/sdk/sdks.ts";
import { TempStore } from "#test/support/tempStore.ts";

import { environmentDocument } from "../../../sdk/typescript/src/capture/environment.ts";
import { Missing } from "../../../sdk/typescript/src/capture/missing.ts";
import { previousRun } from "../../../sdk/typescript/src/capture/previousRun.ts";
import { sourceHash } from "../../../sdk/typescript/src/capture/sourceHash.ts";
import { copySources } from "../../../sdk/typescript/src/capture/untrackedSources.ts";

const repository = path.resolve(import.meta.dirname, "../../..");
const gpuPrograms = path.join(repository, "test/fixtures/nvidia-smi/bin");

// The interpreter itself: what only stands for it may set variables.
const interpreter = execFileSync(sdks[0]?.command ?? "python3", [
  "-c",
  "import sys; print(sys.executable)",
])
  .toString()
  .trim();

async function askPython(asked: object, env: NodeJS.ProcessEnv = {}): Promise<unknown> {
  const python = sdks[0];
  assert.ok(python);
  const child = spawn(interpreter, [python.program("captureParts")], {
    env: { ...python.env, ...env },
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin.end(JSON.stringify(asked));
  return JSON.parse(await text(child.stdout)) as unknown;
}

function newMissing(seconds: number): Missing {
  return new Missing(() => false, performance.now() + seconds * 1000);
}

async function withEnv<T>(env: NodeJS.ProcessEnv, action: () => T | Promise<T>): Promise<T> {
  const before = { ...process.env };
  Object.assign(process.env, env);
  try {
    return await action();
  } finally {
    for (const name of Object.keys(env)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
}

describe("The environment, as both SDKs capture it", function () {
  this.timeout(30_000);

  /** What both say, but for what is their own. */
  async function environments(gpus: string, seconds = 10) {
    const env = {
      PATH: `${gpuPrograms}:${process.env["PATH"]}`,
      FAKE_NVIDIA_SMI: gpus,
      SLURM_JOB_ID: "42",
      WANDB_API_KEY: "0123456789abcdef",
      HF_HOME: "/models",
      UNRELATED: "x",
      NCCL_DEBUG: "x".repeat(2000),
      RUNICORN_NO_REGISTER: "1",
      PYTHONDONTWRITEBYTECODE: "1",
      PYTHONPATH: sdks[0]?.env["PYTHONPATH"],
    };
    const both = await withEnv(env, () =>
      Promise.all([
        askPython({ environment: true, seconds }, env) as Promise<Record<string, unknown>>,
        environmentDocument(repository, undefined, newMissing(seconds)),
      ]),
    );
    return both.map(({ captured_at: at, ...document }) => {
      assert.ok(Math.abs(Date.now() / 1000 - Number(at)) < 20);
      return JSON.parse(JSON.stringify(document)) as Record<string, unknown>;
    });
  }

  it("has the same keys and tells the same of one machine", async () => {
    const [python, typescript] = await environments("h100:1,l40s:0");
    assert.ok(python && typescript);
    const { python_version, pip_packages, platform_details, ...rest } = python;
    const { node_version, npm_packages, pip_packages: none, ...others } = typescript;
    const { platform_details: details, ...same } = others;
    assert.deepEqual(rest, same);
    assert.match(String(python_version), /^3\./);
    assert.equal(node_version, process.versions.node);
    assert.ok((pip_packages as string[]).every((name) => /^[^=]+(==[^=]+)?$/.test(name)));
    assert.ok((npm_packages as string[]).includes("mocha@12.0.3"));
    assert.deepEqual(none, []);
    const { python_implementation, python_compiler, ...system } = platform_details as object as {
      python_implementation: string;
      python_compiler: string;
    };
    assert.deepEqual([system, python_implementation], [details, "CPython"]);
    assert.ok(python_compiler);
    assert.deepEqual(rest["missing"], []);
  });

  it("tells of GPUs and CUDA", async () => {
    for (const [gpus, driver, cuda] of [
      ["h100:1,l40s:0", "590.48.01", "13.3"],
      ["windows-rtx-2080-super:0", "610.62", "13.3"],
      ["lost:0,h100-mig:0", "590.48.01", "13.1"],
    ]) {
      for (const document of await environments(gpus ?? "")) {
        const info = document["gpu_info"] as Record<string, unknown>[];
        assert.ok(
          info.every((gpu) => Number(gpu["memory_total_mib"]) > 8000),
          JSON.stringify(info),
        );
        assert.match(String(info[0]?.["name"]), /^NVIDIA /);
        assert.equal(document["driver_version"], driver);
        if (gpus !== "h100:1,l40s:0") assert.equal(document["cuda_version"], cuda);
      }
    }
  });

  it("redacts, selects and cuts off variables", async () => {
    for (const document of await environments("broken")) {
      const variables = document["env_variables"] as Record<string, string>;
      assert.equal(variables["SLURM_JOB_ID"], "42");
      assert.equal(variables["HF_HOME"], "/models");
      assert.equal(variables["WANDB_API_KEY"], "«redacted»");
      assert.equal(variables["NCCL_DEBUG"], "x".repeat(500));
      assert.equal("UNRELATED" in variables, false);
      assert.deepEqual(document["missing"], [
        { what: "gpu_info", why: "nvidia-smi did not answer" },
      ]);
    }
  });

  it("does not wait for a GPU that hangs", async () => {
    const before = performance.now();
    for (const document of await environments("hang", 1)) {
      assert.deepEqual(document["missing"], [
        { what: "gpu_info", why: "nvidia-smi did not answer" },
      ]);
    }
    assert.ok(performance.now() - before < 4000);
  });
});

describe("Parts of code.json, as both SDKs capture them", function () {
  this.timeout(30_000);
  const store = new TempStore();
  after(() => store.dispose());

  it("hash the lines around a call alike", async () => {
    const lines = [
      "import x",
      "x☃".repeat(500),
      "for i in range(3):\t ",
      "    run.log({'ä': i})  \r",
      "",
      "done",
    ];
    const places = [0, 1, 2, 3, 4, 5, 6, 7];
    const hashes = places.map((line) => sourceHash(lines, line));
    assert.deepEqual(await askPython({ lines, hashes: places }), hashes);
    assert.deepEqual([hashes[0], hashes[7]], [null, null]);
    assert.match(String(hashes[4]), /^[0-9a-f]{16}$/);
    const cleaner = lines.map((line) => line.trimEnd());
    assert.equal(sourceHash(cleaner, 4), hashes[4]);
  });

  it("find the previous run of the same file", async () => {
    const run = (name: string, entry: string, created: number) => {
      const directory = path.join(store.root, name);
      mkdirSync(directory, { recursive: true });
      writeFileSync(path.join(directory, "code.json"), JSON.stringify({ entry_file: entry }));
      writeFileSync(path.join(directory, "meta.json"), JSON.stringify({ created_at: created }));
      return directory;
    };
    const runs = [
      run("cv/a/runs/20260101_100000_aaaaaa", "/w/train.py", 1),
      run("cv/b/deep/runs/20260101_100001_ffffff", "/w/train.py", 2.1),
      run("cv/a/runs/20260101_100001_bbbbbb", "/w/train.py", 2.5),
      run("cv/a/runs/20260101_100002_cccccc", "/w/other.py", 3),
      run("cv/a/runs/20260101_100003_dddddd", "/w/train.py", 4),
      run("nlp/a/runs/20260101_100004_eeeeee", "/w/train.py", 5),
    ];
    const asked = { previous: runs, root: store.root, entry: "/w/train.py" };
    const found = runs.map((directory) => previousRun(directory, store.root, "/w/train.py"));
    const plain: unknown = JSON.parse(JSON.stringify(found));
    assert.deepEqual(await askPython(asked), plain);
    assert.deepEqual(plain, [
      null,
      { id: "20260101_100000_aaaaaa", path: "cv/a" },
      { id: "20260101_100001_ffffff", path: "cv/b/deep" },
      { id: "20260101_100001_bbbbbb", path: "cv/a" },
      { id: "20260101_100001_bbbbbb", path: "cv/a" },
      null,
    ]);
  });

  it("copy small sources, and no places of keys", async () => {
    const folder = new GitFolder();
    const names = [
      "a.py",
      "deep/b.yaml",
      "Makefile",
      "big.py",
      "bin.py",
      "link.py",
      "pipe.py",
      ".env",
      ".env.py",
    ];
    names.push(
      "my_secrets.py",
      "data.csv",
      "../out.py",
      "id_rsa.txt",
      "absent.py",
      ".env.d/x.py",
      "token.json",
    );
    for (const name of names.slice(0, 3))
      folder.write(name, `# ${name}\npassword = "hunter2hunter"\n`);
    folder.write("big.py", "x".repeat(300_000));
    folder.write("bin.py", Buffer.from([1, 0, 2]));
    for (const name of names.slice(7, 10)) folder.write(name, "x = 1\n");
    execFileSync("ln", ["-s", "/etc/passwd", path.join(folder.path, "link.py")]);
    execFileSync("mkfifo", [path.join(folder.path, "pipe.py")]);
    const [python, typescript] = ["python", "typescript"].map((name) =>
      path.join(store.root, name),
    );
    assert.ok(python && typescript);
    const copied = { ...copySources(names, folder.path, typescript) };
    assert.deepEqual(await askPython({ copy: names, root: folder.path, folder: python }), copied);
    assert.deepEqual(copied, {
      "a.py": "code/a.py",
      "deep/b.yaml": "code/deep/b.yaml",
      Makefile: "code/Makefile",
    });
    for (const target of [python, typescript]) {
      assert.deepEqual(readdirSync(path.join(target, "code")).sort(), ["Makefile", "a.py", "deep"]);
      const content = readFileSync(path.join(target, "code/deep/b.yaml"), "utf8");
      assert.equal(content, '# deep/b.yaml\npassword = "«redacted»"\n');
    }
    folder.dispose();
  });
});

for (const sdk of sdks) {
  describe(`A run of the ${sdk.name} SDK`, function () {
    this.timeout(30_000);
    const store = new TempStore();
    after(() => store.dispose());

    it("knows its program, its call sites and the run before it", () => {
      const first = train(sdk, store.root, {});
      const directory = train(sdk, store.root, { RUNICORN_LAUNCH_ID: "launch-1" });
      const program = sdk.program("recordPlain");
      const lines = readFileSync(program, "utf8").split("\n");
      const lineOf = (text: string) => lines.findIndex((line) => line.includes(text)) + 1;
      const { git, call_sites: sites, ...code } = readDocument(directory, "code.json");
      assert.deepEqual(code, {
        argv: [program, "--lr", "0.1", "--token", "«redacted»"],
        entry_file: program,
        cwd: repository,
        launch_id: "launch-1",
        notebook: null,
        interpreter: code["interpreter"],
        parent: { id: path.basename(first), path: "captured/default" },
        missing: [],
      });
      const site = (text: string, name: string | null = "train") => ({
        file: path.relative(repository, program),
        line: lineOf(text),
        function: name,
        hash: sourceHash(lines, lineOf(text)),
      });
      // A stack of JavaScript does not tell which function another one stands in.
      const inside = sdk.name === "python" ? "train" : null;
      assert.deepEqual(sites, {
        init: site("init("),
        metrics: { loss: site("epoch + 1"), accuracy: site("accuracy", inside) },
      });
      assert.equal((git as { root: string }).root, repository);
      assert.ok(existsSync(path.join(directory, "environment.json")));
    });

    it("leaves out what is switched off", () => {
      const off = { RUNICORN_CAPTURE_ENV: "0", RUNICORN_CAPTURE_CODE: "0" };
      const nothing = readdirSync(train(sdk, store.root, off));
      assert.deepEqual(
        nothing.filter((name) => /^(code|environment)/.test(name)),
        [],
      );
      const code = readdirSync(train(sdk, store.root, { RUNICORN_CAPTURE_ENV: "0" }));
      assert.ok(code.includes("code.json") && !code.includes("environment.json"));
      const env = train(sdk, store.root, { RUNICORN_CAPTURE_CODE: "0" });
      assert.deepEqual(
        readdirSync(env).filter((name) => name.startsWith("code")),
        [],
      );
      assert.equal(readDocument(env, "environment.json")["git_info"], null);
    });
  });
}

function train(sdk: Sdk, root: string, env: NodeJS.ProcessEnv): string {
  const words = [sdk.program("recordPlain"), "--lr", "0.1", "--token", "x"];
  const output = execFileSync(sdk.command, words, {
    cwd: repository,
    env: {
      ...sdk.env,
      RUN_OPTIONS: JSON.stringify({ storage: root }),
      RUN_AWAITS_MS: env["RUNICORN_CAPTURE_ENV"] === "0" ? "0" : "20000",
      ...env,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  return output.toString().trim();
}
