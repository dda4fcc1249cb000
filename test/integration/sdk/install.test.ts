import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";

import { readDocument, readEvents } from "#test/support/sdk/readRun.ts";
import { sdkEnv, sdks } from "#test/support/sdk/sdks.ts";

const run = promisify(execFile);
const sdk = path.resolve(import.meta.dirname, "../../../sdk");

describe("An SDK installed where nothing else is", function () {
  this.timeout(240_000);
  const folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-install-"));
  const root = path.join(folder, "store");
  // As a person has it: no path to the source.
  const env = { ...sdkEnv, PYTHONPATH: undefined, PYTHONDONTWRITEBYTECODE: undefined };
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("records by pip install ./sdk/python", async () => {
    const environment = path.join(folder, "venv");
    const bin = path.join(environment, process.platform === "win32" ? "Scripts" : "bin");
    await run(sdks[0]?.command ?? "python3", ["-m", "venv", environment]);
    // A copy, because building leaves files behind.
    const source = path.join(folder, "python");
    await run("cp", ["-r", path.join(sdk, "python"), source]);
    await run(path.join(bin, "pip"), ["install", source], { env });
    const { stdout } = await run(path.join(bin, "pip"), ["show", "runicorn-sdk"], { env });
    assert.match(stdout, /^Version: 1\.\d+\.\d+$/m);
    assert.match(stdout, /^Requires: *$/m);
    const script = [
      "import runicorn as rn",
      "with rn.init(project='installed', name='python', config={'lr': 0.1}) as run:",
      "    for step in range(10): rn.log({'loss': 1 / (step + 1)})",
      "    run.log_text('hello')",
      "    run.log_histogram('h', [1, 2, 3]); run.log_table('t', [[1]], columns=['a'])",
    ].join("\n");
    await judge("python", () =>
      run(path.join(bin, "python"), ["-c", script], {
        cwd: folder,
        env: { ...env, RUNICORN_DIR: root },
      }),
    );
  });

  it("records by npm pack and npm install", async () => {
    assert.ok(existsSync(path.join(sdk, "typescript/dist/index.js")), "npm run build makes it");
    const project = path.join(folder, "project");
    mkdirSync(project);
    writeFileSync(path.join(project, "package.json"), '{"private": true, "type": "module"}');
    const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", folder], {
      cwd: path.join(sdk, "typescript"),
      env,
    });
    const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
    const packed = path.join(folder, path.basename(filename));
    await run("npm", ["install", "--offline", "--no-audit", "--no-fund", packed], {
      cwd: project,
      env,
    });
    const types = globSync(path.join(project, "node_modules/@runicorn/sdk/dist/index.d.ts"));
    assert.equal(types.length, 1, "types come with it");
    writeFileSync(
      path.join(project, "train.js"),
      `import { init } from "@runicorn/sdk";
const run = init({ project: "installed", name: "typescript", config: { lr: 0.1 } });
for (let step = 0; step < 10; step++) run.log({ loss: 1 / (step + 1) });
run.logText("hello");
await new Promise((resolve) => setTimeout(resolve, 300));
run.finish();
`,
    );
    await judge("typescript", () =>
      run(process.execPath, ["train.js"], { cwd: project, env: { ...env, RUNICORN_DIR: root } }),
    );
  });

  async function judge(name: string, train: () => Promise<{ stderr: string }>): Promise<void> {
    const { stderr } = await train();
    assert.equal(stderr, "");
    const [directory] = globSync(path.join(root, "installed", name, "runs/*"));
    assert.ok(directory);
    const metrics = readEvents(directory).rows.filter((row) => row.type === "metrics");
    assert.equal(metrics.length, 10);
    assert.equal(readDocument(directory, "status.json")["status"], "finished");
    // Written in the background: that part is in the package, too.
    assert.ok(existsSync(path.join(directory, "environment.json")), "environment.json");
  }
});
