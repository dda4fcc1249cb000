import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import fs, {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import path from "node:path";
import { mock } from "node:test";

import * as fc from "fast-check";

import { readDocument } from "#test/support/sdk/readRun.ts";
import { sdkEnv } from "#test/support/sdk/sdks.ts";
import { TempStore } from "#test/support/tempStore.ts";

import { isEntryPath } from "../../../sdk/typescript/src/artifacts/entryPath.ts";
import { globPattern } from "../../../sdk/typescript/src/artifacts/globPattern.ts";
import { isAlias } from "../../../sdk/typescript/src/artifacts/versionsDocument.ts";
import { Artifact, type Run, init, setEnabled } from "../../../sdk/typescript/src/index.ts";
import { withLockFile } from "../../../sdk/typescript/src/lockFile.ts";
import { identity } from "../../../sdk/typescript/src/processIdentity.ts";

const calls = [
  "openSync",
  "mkdirSync",
  "renameSync",
  "writeSync",
  "writeFileSync",
  "linkSync",
  "unlinkSync",
  "chmodSync",
] as const;

const program = path.resolve(import.meta.dirname, "../../support/sdk/draftForever.ts");

describe("Artifacts of the TypeScript SDK", () => {
  let store: TempStore;
  let run: Run & { runDir: string };

  beforeEach(() => {
    process.env["RUNICORN_NO_REGISTER"] = "1";
    store = new TempStore();
    run = begin();
  });
  afterEach(() => {
    mock.restoreAll();
    syncBuiltinESMExports();
    run.finish();
    store.dispose();
  });

  function begin(): Run {
    const options = { captureEnv: false, captureCode: false, systemMetrics: false } as const;
    return init({ project: "p", storage: store.root, ...options });
  }

  function file(name: string, content = "x"): string {
    const full = path.join(store.folder, name);
    mkdirSync(path.dirname(full), { recursive: true });
    writeFileSync(full, content);
    return full;
  }

  function log(content: string, aliases: string[] = []): number {
    return run.logArtifact(new Artifact("m").addFile(file("w.bin", content)), { aliases });
  }

  const folder = (type = "model", name = "m") => path.join(store.root, "artifacts", type, name);
  const versions = () => readDocument(folder(), "versions.json");

  it("have the format of 0.5, key by key", () => {
    file("data/a.txt", "aaa");
    file("data/sub/b.txt", "b");
    file("data/sub/c.tmp", "c");
    const artifact = new Artifact("m", {
      type: "dataset",
      description: "d",
      metadata: { acc: 0.5 },
    })
      .addDir(path.join(store.folder, "data"), { name: "all", excludePatterns: ["*.tmp"] })
      .addFile(file("w.bin", "aaa"), "weights/w.bin")
      .addReference("s3://bucket/x", {
        checksum: "sha256:00",
        size: 7,
        name: "x",
        region: "eu",
      })
      .addMetadata({ epochs: 3 })
      .addTags("one", "two", "one");
    assert.equal(artifact.fullName, "m:unstaged");
    assert.equal(run.logArtifact(artifact, { aliases: ["best"] }), 1);
    assert.deepEqual([artifact.version, artifact.isLoaded, artifact.fullName], [1, true, "m:v1"]);

    const version = path.join(folder("dataset"), "v1");
    const { created_at, updated_at, manifest_digest, ...metadata } = readDocument(
      version,
      "metadata.json",
    );
    assert.match(String(manifest_digest), /^[0-9a-f]{64}$/);
    assert.equal(created_at, updated_at);
    assert.deepEqual(metadata, {
      name: "m",
      type: "dataset",
      version: 1,
      created_by_run: run.id,
      created_by_user: null,
      size_bytes: 7,
      num_files: 3,
      num_references: 1,
      status: "ready",
      metadata: { acc: 0.5, epochs: 3 },
      description: "d",
      tags: ["one", "two"],
      aliases: ["latest", "best"],
      parent_artifacts: [],
    });
    const manifest = readDocument(version, "manifest.json") as unknown as {
      files: { path: string; digest: string }[];
      references: unknown[];
      total_size: number;
      total_files: number;
      total_references: number;
    };
    assert.deepEqual(
      manifest.files.map((entry) => entry.path),
      ["all/a.txt", "all/sub/b.txt", "weights/w.bin"],
    );
    assert.deepEqual(manifest.references, [
      {
        uri: "s3://bucket/x",
        checksum: "sha256:00",
        size: 7,
        metadata: { name: "x", region: "eu" },
      },
    ]);
    assert.deepEqual(
      [manifest.total_size, manifest.total_files, manifest.total_references],
      [7, 3, 1],
    );
    const sha256 = manifest.files[0]?.digest.slice("sha256:".length) ?? "";
    const pooled = path.join(store.root, "artifacts/.dedup", sha256.slice(0, 2), sha256);
    assert.equal(statSync(pooled).nlink, 3);
    const created = readDocument(run.runDir, "artifacts_created.json")["artifacts"];
    assert.deepEqual(Object.keys((created as object[])[0] ?? {}), [
      "name",
      "type",
      "version",
      "created_at",
      "size_bytes",
      "num_files",
      "num_references",
    ]);
  });

  it("say which version is the latest, and never give a number twice", () => {
    assert.deepEqual([log("1", ["best"]), log("2"), log("3", ["best"])], [1, 2, 3]);
    assert.deepEqual(versions()["aliases"], { latest: 3, best: 3 });
    assert.deepEqual(
      (versions()["versions"] as { aliases: string[] }[]).map((entry) => entry.aliases),
      [[], [], ["latest", "best"]],
    );
    assert.deepEqual(readDocument(path.join(folder(), "v1"), "metadata.json")["aliases"], []);
    rmSync(path.join(folder(), "v3"), { recursive: true });
    assert.equal(log("4"), 4);
  });

  it("make no version of the same content but new aliases", () => {
    log("1");
    assert.equal(log("1", ["best"]), 1);
    assert.deepEqual(versions()["aliases"], { latest: 1, best: 1 });
    assert.deepEqual(readdirSync(folder()).sort(), ["v1", "versions.json"]);
  });

  it("are found by number, by alias and as the latest", () => {
    log("1", ["best"]);
    log("2");
    for (const [spec, content] of [
      ["m:v1", "1"],
      ["m:best", "1"],
      ["m:latest", "2"],
      ["m", "2"],
    ] as const) {
      const target = path.join(store.folder, "target");
      const artifact = run.useArtifact(spec);
      assert.equal(artifact.download(target), target);
      assert.equal(readFileSync(path.join(target, "w.bin"), "utf8"), content, spec);
      assert.ok(artifact.getFilePath("w.bin")?.startsWith(folder()));
    }
    for (const spec of ["m:v9", "m:none", "none", "../x", "", "m:latest:v1"]) {
      const artifact = run.useArtifact(spec);
      assert.deepEqual([artifact.isLoaded, artifact.version], [false, null], spec);
      assert.ok(!existsSync(artifact.download()));
    }
    assert.equal(run.useArtifact("m", "dataset").isLoaded, false);
    writeFileSync(path.join(folder(), "v2", ".deleted"), "{}");
    assert.equal(run.useArtifact("m").version, 1);
  });

  it("leave out links, devices, climbing names and damaged content", () => {
    const odd = path.join(store.folder, "odd");
    mkdirSync(odd);
    symlinkSync(file("secret"), path.join(odd, "link"));
    writeFileSync(path.join(odd, "good"), "1");
    const artifact = new Artifact("m").addDir(odd).addFile("/dev/zero").addFile(`${odd}/none`);
    artifact.addFile(`${odd}/good`, "../up").addFile(`${odd}/good`, "/abs");
    assert.equal(run.logArtifact(artifact), 1);
    const manifest = readDocument(path.join(folder(), "v1"), "manifest.json");
    assert.deepEqual(
      (manifest["files"] as { path: string }[]).map((entry) => entry.path),
      ["good"],
    );
    assert.ok((manifest["missing"] as string[]).includes("../up"));

    const kept = path.join(folder(), "v1/files/good");
    unlinkSync(kept);
    writeFileSync(kept, "2");
    const target = path.join(store.folder, "target");
    run.useArtifact("m").download(target);
    assert.deepEqual(readdirSync(target), []);
  });

  it("throw nothing", () => {
    const hostile = {
      toString() {
        throw new Error("no");
      },
    } as unknown as string;
    const names = ["", "a/b", "..", ".dedup", "con", "x".repeat(500), "\ud800", hostile];
    for (const [index, name] of names.entries()) {
      const artifact = new Artifact(name, { type: name });
      assert.ok(run.logArtifact(artifact.addFile(file("w.bin", String(index)))) > 0);
    }
    const nothing = new Artifact("m", { metadata: { a: hostile } })
      .addFile(7 as unknown as string)
      .addDir(undefined as unknown as string)
      .addMetadata(null as unknown as object as Record<string, unknown>);
    assert.equal(run.logArtifact(nothing), 0);
    assert.equal(run.logArtifact(null as unknown as Artifact), 0);
    assert.equal(run.useArtifact(null as unknown as string).isLoaded, false);
    assert.equal(log("1", ["v3", "3", "a:b", "", "ok"]), 1);
    assert.deepEqual(versions()["aliases"], { latest: 1, ok: 1 });
    setEnabled(false);
    try {
      const off = init();
      assert.equal(off.logArtifact(new Artifact("m")), 0);
      assert.equal(off.useArtifact("m:latest").isLoaded, false);
      off.finish();
    } finally {
      setEnabled(true);
    }
  });

  it("leave nothing behind when a call of the file system fails, whichever", () => {
    const everything = () =>
      readdirSync(path.join(store.root, "artifacts"), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() || entry.parentPath.endsWith("/m"))
        .map((entry) => path.join(entry.parentPath, entry.name))
        .sort();
    log("1");
    let before = everything();
    for (const name of calls) {
      for (let position = 0, count = position + 1; count > position; position++) {
        count = 0;
        const artifact = new Artifact("m").addFile(file("w.bin", "2"));
        const real = fs[name] as (...args: unknown[]) => unknown;
        mock.method(fs, name, (...args: unknown[]) => {
          count += 1;
          if (count > position + 1 || count <= position) return real(...args);
          throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
        });
        syncBuiltinESMExports();
        const version = run.logArtifact(artifact);
        mock.restoreAll();
        syncBuiltinESMExports();
        const at = `${name}, call ${position}`;
        if (version === 0) assert.deepEqual(everything(), before, at);
        else {
          // It could be done without; a fresh store for the next round.
          assert.equal(readFileSync(run.useArtifact("m").getFilePath("w.bin") ?? at, "utf8"), "2");
          run.finish();
          store.dispose();
          store = new TempStore();
          run = begin();
          log("1");
          before = everything();
        }
      }
    }
  });

  it("take over what a dead process left", async () => {
    log("1");
    const gone = { ...identity(), pid: 4_190_000, process_start: "1" };
    const child = fork(program, [store.root], { env: sdkEnv, stdio: "ignore" });
    const draft = await new Promise<string>((resolve) => child.once("message", resolve));
    assert.ok(existsSync(path.join(draft, "files")));
    child.kill("SIGKILL");
    await once(child, "exit");
    const lock = path.join(folder(), ".versions.lock");
    writeFileSync(lock, JSON.stringify({ ...gone, nonce: "x" }));
    const listed = readFileSync(path.join(folder(), "versions.json"));
    assert.equal(log("2"), 2);
    // Dead between the rename and the listing.
    writeFileSync(path.join(folder(), "versions.json"), listed);
    assert.equal(run.useArtifact("m:v2").version, 2);
    assert.equal(log("3"), 3);
    assert.deepEqual(
      (versions()["versions"] as { version: number }[]).map((entry) => entry.version),
      [1, 2, 3],
    );
    assert.deepEqual(readdirSync(folder()).sort(), ["v1", "v2", "v3", "versions.json"]);
    assert.equal(
      withLockFile(lock, () => lstatSync(lock).isFile()),
      true,
    );
    assert.ok(!existsSync(lock));
  });
});

describe("Names inside an artifact", () => {
  it("lead nowhere else, whatever they are", () => {
    for (const good of ["a", "a/b", ".hidden", "ünï/☃", "a..b"]) assert.ok(isEntryPath(good));
    const segment = fc.oneof(fc.constantFrom("..", ".", "", "a", "C:", "\\"), fc.string());
    fc.assert(
      fc.property(fc.array(segment), (segments) => {
        const name = segments.join("/");
        const inside = path.win32.resolve("C:\\base", name).startsWith("C:\\base\\");
        if (isEntryPath(name)) {
          assert.ok(inside && path.posix.resolve("/base", name).startsWith("/base/"), name);
        }
      }),
      { numRuns: 2000 },
    );
    for (const bad of ["v1", "12", "a:b", "a/b", "", "x".repeat(121)]) assert.ok(!isAlias(bad));
  });

  it("match globs as fnmatch does", () => {
    const cases: [string, string, boolean][] = [
      ["*.tmp", "a/b.tmp", true],
      ["*.tmp", "a.tmpx", false],
      ["data/?.c[sx]v", "data/1.csv", true],
      ["[!a]", "b", true],
      ["[!a]", "a", false],
      ["[]]", "]", true],
      ["a+b(c)", "a+b(c)", true],
      ["[z-a]", "b", false],
      ["[", "[", true],
    ];
    for (const [glob, name, matches] of cases) {
      assert.equal(globPattern(glob).test(name), matches, `${glob} ${name}`);
    }
  });
});
