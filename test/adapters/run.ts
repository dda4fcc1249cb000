// npm run test:adapters [-- --torch] [-- --python <command>]
// The Python adapters in trainings with the real frameworks: Keras on jax, TensorBoard, tensorboardX; with --torch also
// torch, transformers, accelerate, Lightning (6 GB). They are installed into out/adapters-venv once. Exit code 0: all passed.
import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";

import { sdkEnv } from "#test/support/sdk/sdks.ts";

const { values } = parseArgs({
  options: {
    torch: { type: "boolean", default: false },
    python: { type: "string", default: process.env["PYTHON"] ?? "python3" },
  },
});

const checkout = path.resolve(import.meta.dirname, "../..");
const tests = path.join(checkout, "sdk/python/tests/adapters");
const venv = path.join(checkout, values.torch ? "out/adapters-venv-torch" : "out/adapters-venv");
const python = path.join(venv, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
const requirements = ["requirements.txt", ...(values.torch ? ["requirements-torch.txt"] : [])];
const suites = [
  "tensorboard",
  "keras",
  ...(values.torch ? ["lightning", "huggingface", "accelerate"] : []),
];

const began = Date.now();
install();
let passed = 0;
let failed = 0;
for (const suite of suites) {
  const counts = runSuite(suite);
  console.log(`${suite}: ${counts.passed} passed, ${counts.failed} failed`);
  passed += counts.passed;
  failed += counts.failed;
}
console.log(`adapter tests took ${seconds()} s`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);

/** The virtual environment with exactly what the requirements name; nothing where it is there. */
function install(): void {
  const files = requirements.map((name) => path.join(tests, name));
  const wanted = createHash("sha256");
  for (const file of files) wanted.update(readFileSync(file));
  const stamp = path.join(venv, ".installed");
  const key = wanted.digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === key) return;
  console.log(`setup: installing ${requirements.join(", ")}`);
  rmSync(venv, { recursive: true, force: true });
  must(spawnSync(values.python, ["-m", "venv", venv], { stdio: "inherit" }), "python -m venv");
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
  const named = files.flatMap((file) => ["-r", file]);
  must(spawnSync(python, [...pip, ...named], { stdio: "inherit" }), "pip install");
  writeFileSync(stamp, key);
  console.log(`setup: ready after ${seconds()} s`);
}

/** One suite in a process of its own: the frameworks do not all like each other. */
function runSuite(suite: string): { passed: number; failed: number } {
  const { stderr } = spawnSync(python, ["-m", "unittest", `test_${suite}`], {
    cwd: tests,
    env: { ...sdkEnv, KERAS_BACKEND: "jax", JAX_PLATFORMS: "cpu" },
    encoding: "utf8",
    timeout: 300_000,
  });
  const ran = Number(/^Ran (\d+) tests?/m.exec(stderr)?.[1] ?? 0);
  const verdict = /^(OK|FAILED)(?: \((.*)\))?\s*$/m.exec(stderr);
  const count = (word: string): number =>
    Number(new RegExp(`${word}=(\\d+)`).exec(verdict?.[2] ?? "")?.[1] ?? 0);
  // A suite that could not even begin is one failure.
  const bad = verdict === null ? 1 : count("failures") + count("errors");
  if (bad > 0) console.log(stderr);
  return { passed: Math.max(0, ran - bad - count("skipped")), failed: bad };
}

function must(done: SpawnSyncReturns<Buffer>, what: string): void {
  if (done.status !== 0) {
    throw new Error(`${what} ended with ${done.error?.message ?? `code ${done.status}`}`);
  }
}

function seconds(): number {
  return Math.round((Date.now() - began) / 1000);
}
