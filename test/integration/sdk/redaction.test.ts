import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";

import { secrets, tracesOf } from "#test/support/sdk/corpus.ts";
import { GitFolder } from "#test/support/sdk/gitFolder.ts";
import { readDocument } from "#test/support/sdk/readRun.ts";
import { type Sdk, sdks } from "#test/support/sdk/sdks.ts";
import { TempStore } from "#test/support/tempStore.ts";

const neighbour = (place: string, index: number) => `neighbour-${place}-${index}-end`;
// They wait for the capture themselves: `finish` does so for two seconds only, which a busy machine may need.
const source = path.resolve(import.meta.dirname, "../../../sdk/typescript/src/index.ts");
const programs = {
  python: `import json, os, time
import runicorn as rn
run = rn.init(**json.loads(os.environ["RUN_OPTIONS"]), capture_code="full")
rn.log({"loss": 1})
while not os.path.exists(run.run_dir + "/environment.json"):
    time.sleep(0.01)
rn.finish()
`,
  typescript: `import { existsSync } from "node:fs";
import { init } from ${JSON.stringify(source)};
const run = init({ ...JSON.parse(process.env.RUN_OPTIONS ?? ""), captureCode: "full" });
run.log({ loss: 1 });
while (!existsSync(run.runDir + "/environment.json")) await new Promise((done) => setTimeout(done, 10));
run.finish();
`,
};

for (const sdk of sdks) {
  describe(`A run of the ${sdk.name} SDK, among credentials of ${secrets.length} formats`, function () {
    this.timeout(60_000);
    const store = new TempStore();
    const folder = GitFolder.committed({
      "train.py": "",
      "train.ts": "",
      "settings.txt": "first\n",
    });
    after(() => {
      folder.dispose();
      store.dispose();
    });

    before(() => plantAndTrain(sdk, folder, store.root));

    it("reaches the store without one of them", () => {
      const files = filesBelow(store.root);
      assert.ok(files.some((file) => file.endsWith("environment.json")));
      for (const file of files) {
        const content = readFileSync(file, "utf8");
        // In JSON the lines of a key in armour stand beside each other.
        const found = secrets.filter((secret) =>
          tracesOf(secret).some((trace) => content.includes(trace)),
        );
        assert.deepEqual(
          found.map((secret) => secret.name),
          [],
          file,
        );
      }
    });

    it("keeps what stands beside them", () => {
      const run = filesBelow(store.root).find((file) => file.endsWith("meta.json")) ?? "";
      const directory = path.dirname(run);
      const code = readDocument(directory, "code.json");
      const environment = readDocument(directory, "environment.json");
      const texts = {
        env: JSON.stringify(environment["env_variables"]),
        argv: JSON.stringify(code["argv"]),
        config: JSON.stringify(readDocument(directory, "assets.json")),
        patch: readFileSync(path.join(directory, "code.patch"), "utf8"),
        untracked: readFileSync(path.join(directory, "code/plan.md"), "utf8"),
      };
      for (const [place, text] of Object.entries(texts)) {
        for (const index of secrets.keys()) {
          // Variables are cut off, and end with the lengthy ones.
          if (place === "env" && (secrets[index]?.text.length ?? 0) > 300) continue;
          assert.ok(
            text.includes(neighbour(place, index)),
            `${place} ${index}: ${secrets[index]?.name}`,
          );
        }
      }
      assert.deepEqual(code["missing"], []);
      assert.deepEqual(environment["missing"], []);
      assert.match(JSON.stringify(code["git"]), /https:\/\/«redacted»@example.com\/me\/repo.git/);
      assert.deepEqual(code["files"], { "plan.md": "code/plan.md" });
    });
  });
}

function plantAndTrain(sdk: Sdk, folder: GitFolder, root: string): void {
  const program = sdk.name === "python" ? "train.py" : "train.ts";
  folder.write(program, programs[sdk.name]);
  folder.git("add", "-A");
  folder.git("commit", "-q", "-m", "program");
  const token = secrets.find((secret) => secret.name === "GitHub classic")?.value ?? "";
  folder.git("remote", "add", "origin", `https://me:${token}@example.com/me/repo.git`);
  const lines = (place: string) =>
    secrets.map((secret, index) => `${secret.text}\n${neighbour(place, index)}\n`).join("\n");
  folder.write("settings.txt", lines("patch"));
  folder.write("plan.md", lines("untracked"));
  for (const name of [".env", "id_rsa", "credentials.json", ".env.local/notes.md"]) {
    folder.write(name, "TOP=secret\n");
  }
  const env: NodeJS.ProcessEnv = { ...sdk.env };
  const config: Record<string, string> = {};
  for (const [index, secret] of secrets.entries()) {
    env[`HF_PLANTED_${index}`] = `${neighbour("env", index)} ${secret.text}`;
    const name = /^([A-Z_]+)=/.exec(secret.text)?.[1];
    if (name !== undefined) env[name] = secret.value;
    config[`planted_${index}`] = `${secret.text} ${neighbour("config", index)}`;
  }
  const args = secrets.flatMap((secret, index) => [
    "--note",
    `about ${secret.text}`,
    neighbour("argv", index),
    "--token",
    secret.value,
    `--api-key=${secret.value}`,
  ]);
  env["RUN_OPTIONS"] = JSON.stringify({ storage: root, project: "planted", config });
  execFileSync(sdk.command, [path.join(folder.path, program), ...args], {
    cwd: folder.path,
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}
