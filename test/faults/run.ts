// Tries every fault in full and writes what was found to docs/faults.md: `npm run test:faults [-- sdk|store|remote]`.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import type { Result } from "./results.ts";

const sdkTests = "clock crash disk endings errors kill powerCut scale".split(" ");
const isRemote = (name: string) => name.startsWith("remote");
const allTests = readdirSync("test/faults")
  .filter((file) => file.endsWith(".test.ts"))
  .map((file) => file.slice(0, -".test.ts".length));

interface Part {
  readonly title: string;
  readonly about: string;
  readonly tests: readonly string[];
}

/** In the order of the page. Each can be tried by itself; the other's section then stays as it is. */
const parts: Readonly<Record<string, Part>> = {
  sdk: {
    title: "Trainings that record",
    about:
      "Fails where a record that was acknowledged is lost, an exception reaches the training, a JSON file is torn or a counter is wrong.",
    tests: sdkTests,
  },
  store: {
    title: "The store, its index and its API",
    about:
      "Fails where an answer differs from what the files say, a request is answered by an error of ours, or a point does not arrive once.",
    tests: allTests.filter((name) => !sdkTests.includes(name) && !isRemote(name)),
  },
  remote: {
    title: "Other machines over SSH",
    about:
      "Fails where a value does not arrive as it was, what is found depends on a shell, a connection does not come back or something is left running there.",
    tests: allTests.filter(isRemote),
  },
};

const page = "docs/faults.md";
const results = path.resolve("out/faults.jsonl");
const seed = process.env["RUNICORN_TEST_SEED"] ?? String(Date.now() % 1_000_000);
const [only] = process.argv.slice(2);
if (only !== undefined && !Object.hasOwn(parts, only)) throw new Error(`there is no part ${only}`);

mkdirSync(path.dirname(results), { recursive: true });
for (const [name, part] of Object.entries(parts)) {
  if (only === undefined || name === only) tryAll(part);
}

function tryAll(part: Part): void {
  rmSync(results, { force: true });
  const begun = performance.now();
  const files = part.tests.map((name) => `test/faults/${name}.test.ts`);
  const { status } = spawnSync("mocha", ["--reporter", "spec", ...files], {
    stdio: "inherit",
    env: {
      ...process.env,
      RUNICORN_TEST_FAULTS: "full",
      RUNICORN_TEST_RESULTS: results,
      RUNICORN_TEST_SEED: seed,
    },
  });
  if (status !== 0) process.exitCode = status ?? 1;
  else if (existsSync(results)) {
    write(part, section(part, readFileSync(results, "utf8"), (performance.now() - begun) / 60_000));
    console.log(`wrote ${page}`);
  }
}

/** Puts a section into the page, which keeps the others. */
function write(part: Part, text: string): void {
  const before = existsSync(page)
    ? readFileSync(page, "utf8")
        .split(/^(?=## )/m)
        .slice(1)
    : [];
  const sections = Object.values(parts).map(({ title }) =>
    title === part.title ? text : before.find((old) => old.startsWith(`## ${title}\n`)),
  );
  const head = `# Faults

What was done to trainings that record and to the viewer that reads them, and what was found. Written by \`npm run test:faults\`;
\`npm run test:slow\` does the same with smaller counts.
`;
  const whole = [head, ...sections.filter((one) => one !== undefined)].map((one) => one.trim());
  writeFileSync(page, `${whole.join("\n\n")}\n`);
}

function section({ title, about }: Part, lines: string, took: number): string {
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
  return `## ${title}

${about}

Commit ${commit}${changed === "" ? "" : " with changes"}, seed ${seed}, ${new Date().toISOString().slice(0, 10)}, ${took.toFixed(0)} minutes. ${python.trim()}, Node ${process.versions.node}, ${os.type()} ${os.release()}, ${os.cpus().length} cores.

| fault | of | tried | found |
|---|---|--:|---|
${rows.join("\n")}
`;
}
