import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { runHere } from "#test/support/runHere.ts";
import { TempStore } from "#test/support/tempStore.ts";

describe("the command line", () => {
  let files: TempStore;
  const run = (args: string[], env: Record<string, string> = {}) =>
    runHere(args, { cwd: files.folder, env });

  beforeEach(() => {
    files = new TempStore();
  });
  afterEach(() => files.dispose());

  it("lists its commands, and each its options", async () => {
    const { code, stdout } = await run(["--help"]);
    assert.equal(code, 0);
    const names = [...stdout.matchAll(/^  ([\w-]+) /gm)].map((match) => match[1] ?? "");
    assert.deepEqual(names, [
      "viewer",
      "runs",
      "delete",
      "export",
      "export-data",
      "import",
      "index",
      "migrate",
      "demo",
      "manage",
      "rate-limit",
      "remote",
      "doctor",
      "config",
    ]);
    for (const name of names) {
      const help = await run([name, "--help"]);
      assert.equal(help.code, 0, name);
      assert.match(help.stdout, new RegExp(`^Usage: runicorn ${name}`));
      assert.match(help.stdout, /--storage P/, name);
    }
  });

  it("ends with 2 and one sentence when the words make no sense", async () => {
    const wrong = [
      [],
      ["nonsense"],
      ["constructor"],
      ["viewer", "--nonsense"],
      ["viewer", "extra"],
      ["viewer", "--port", "70000"],
      ["viewer", "--port", "x"],
      ["viewer", "--log-level", "loud"],
      ["viewer", "--host", "0.0.0.0"],
      ["viewer", "--host", "10.1.2.3", "--allow-remote", "--no-auth"],
      ["runs"],
      ["runs", "show"],
      ["runs", "list", "x"],
      ["runs", "list", "--limit", "0"],
      ["runs", "list", "--status", "happy"],
      ["config"],
      ["demo", "x"],
    ];
    for (const args of wrong) {
      const { code, stderr, stdout } = await run(args);
      assert.equal(code, 2, args.join(" "));
      if (args.length > 0) assert.match(stderr, /^runicorn: .+\n$/, args.join(" "));
      else assert.match(stdout, /^Usage/);
    }
  });

  it("config sets the user's root and keeps what else is there", async () => {
    const folder = path.join(files.folder, ".config", "runicorn");
    mkdirSync(folder, { recursive: true });
    const file = path.join(folder, "config.json");
    writeFileSync(file, '{"gpu_interval_sec": 5}');
    const set = await run(["config", "--set-user-root", "mine"]);
    assert.equal(set.code, 0, set.stderr);
    assert.deepEqual(JSON.parse(readFileSync(file, "utf8")), {
      gpu_interval_sec: 5,
      user_root_dir: path.join(files.folder, "mine"),
    });
    const shown = JSON.parse((await run(["config", "--show", "--json"])).stdout);
    assert.equal(shown.root, path.join(files.folder, "mine"));
    assert.equal(shown.source, "user_root_dir");
  });

  it("config takes ~ as the home, where a shell leaves it, and an empty variable as none", async () => {
    const { stdout } = await run(["config", "--set-user-root=~/runs", "--json"], {
      XDG_CONFIG_HOME: "",
    });
    const { root, config_file } = JSON.parse(stdout) as { root: string; config_file: string };
    assert.equal(root, path.join(files.folder, "runs"));
    assert.equal(config_file, path.join(files.folder, ".config/runicorn/config.json"));
  });

  it("config leaves a file alone that it cannot read", async () => {
    const file = path.join(files.folder, ".config/runicorn/config.json");
    mkdirSync(file, { recursive: true });
    const { code, stderr } = await run(["config", "--set-user-root", "/data/runs"]);
    assert.equal(code, 1);
    assert.match(stderr, /^runicorn: .*cannot be read \(EISDIR\).*\n$/);
  });

  it("config leaves a damaged file as it is", async () => {
    const folder = path.join(files.folder, ".config", "runicorn");
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "config.json"), "{oops");
    const { code, stderr } = await run(["config", "--set-user-root", "mine"]);
    assert.equal(code, 1);
    assert.match(stderr, /not valid JSON/);
    assert.equal(readFileSync(path.join(folder, "config.json"), "utf8"), "{oops");
  });

  it("takes the root from argument, variable, settings, folder, in this order", async () => {
    const root = async (args: string[], env = {}) =>
      String(JSON.parse((await run(["config", "--show", "--json", ...args], env)).stdout).root);
    const inside = (name: string) => path.join(files.folder, name);
    assert.equal(await root([]), inside(".runicorn"));
    await run(["config", "--set-user-root", "setting"]);
    assert.equal(await root([]), inside("setting"));
    assert.equal(await root([], { RUNICORN_DIR: "variable" }), inside("variable"));
    assert.equal(await root(["--storage", "~/arg"], { RUNICORN_DIR: "variable" }), inside("arg"));
  });

  it("doctor finds this machine fit, and says so for programs too", async () => {
    const { code, stdout } = await run(["doctor", "--json", "--storage", files.root]);
    const { ok, checks } = JSON.parse(stdout);
    assert.equal(code, 0, stdout);
    assert.equal(ok, true);
    const names = checks.map((check: { name: string }) => check.name);
    assert.deepEqual(names, [
      "Node.js",
      "SQLite",
      "storage",
      "index",
      "file watching",
      "Python",
      "VS Code",
    ]);
    assert.match((await run(["doctor"])).stdout, /^✓ Node\.js: v\d+/m);
  });

  it("doctor names a storage folder that cannot be written", async () => {
    writeFileSync(path.join(files.folder, "file"), "");
    const { code, stdout } = await run([
      "doctor",
      "--storage",
      path.join(files.folder, "file", "x"),
    ]);
    assert.equal(code, 1);
    assert.match(stdout, /^✗ storage/m);
  });
});
