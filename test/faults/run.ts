// Tries every fault in full and writes what was found to docs/faults.md: `npm run test:faults`.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import type { Result } from "./results.ts";

const results = path.resolve("out/faults.jsonl");
const seed = process.env["RUNICORN_TEST_SEED"] ?? String(Date.now() % 1_000_000);

mkdirSync(path.dirname(results), { recursive: true });
rmSync(results, { force: true });
const begun = performance.now();
const { status } = spawnSync("mocha", ["--reporter", "spec", "test/faults/*.test.ts"], {
  stdio: "inherit",
  env: {
    ...process.env,
    RUNICORN_TEST_FAULTS: "full",
    RUNICORN_TEST_RESULTS: results,
    RUNICORN_TEST_SEED: seed,
  },
});
const minutes = (performance.now() - begun) / 60_000;
if (status === 0 && existsSync(results)) {
  writeFileSync("docs/faults.md", page(readFileSync(results, "utf8"), minutes));
  console.log("wrote docs/faults.md");
}
process.exitCode = status ?? 1;

function page(lines: string, took: number): string {
  const rows = lines
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Result)
    .map(({ fault, sdk, tried, found }) => `| ${fault} | ${sdk} | ${tried} | ${found} |`);
  const commit = execFileSync("git", ["rev-parse", "--short=12", "HEAD"], {
    encoding: "utf8",
  }).trim();
  const changed = execFileSync("git", ["status", "--porcelain", "--", "sdk", "core"], {
    encoding: "utf8",
  });
  const python = execFileSync(process.env["PYTHON"] ?? "python3", ["--version"], {
    encoding: "utf8",
  });
  return `# Faults

What was done to trainings that record with the SDKs, and what was found. Written by \`npm run test:faults\`, which fails where a
record that was acknowledged is lost, an exception reaches the training, a JSON file is torn or a counter is wrong; \`npm test\` does
the same with smaller counts.

Commit ${commit}${changed === "" ? "" : " with changes"}, seed ${seed}, ${new Date().toISOString().slice(0, 10)}, ${took.toFixed(0)} minutes. ${python.trim()}, Node ${process.versions.node}, ${os.type()} ${os.release()}, ${os.cpus().length} cores.

| fault | SDK | tried | found |
|---|---|--:|---|
${rows.join("\n")}
`;
}
