import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

import { GitFolder } from "#test/support/sdk/gitFolder.ts";
import { sdks } from "#test/support/sdk/sdks.ts";

import { Missing } from "../../../sdk/typescript/src/capture/missing.ts";
import { maxPatchBytes } from "../../../sdk/typescript/src/capture/patch.ts";
import { Repository } from "../../../sdk/typescript/src/capture/repository.ts";

interface Captured {
  document: Record<string, unknown> | null;
  patch: string | null;
  missing: { what: string; why: string }[];
}

const gone = "«redacted»";
// The interpreter itself, which is found without a search path.
const pythonProgram = execFileSync(sdks[0]?.command ?? "python3", [
  "-c",
  "import sys; print(sys.executable)",
])
  .toString()
  .trim();

describe("Git, as both SDKs capture it", function () {
  this.timeout(60_000);
  const folders: GitFolder[] = [];
  after(() => {
    for (const folder of folders) folder.dispose();
  });

  function keep(folder: GitFolder): GitFolder {
    folders.push(folder);
    return folder;
  }

  /** What both SDKs capture in a folder, which must be the same. */
  async function capture(
    folder: string,
    env: NodeJS.ProcessEnv = {},
    seconds = 10,
  ): Promise<Captured & { bytes?: number | undefined }> {
    const before = Object.keys(env).map((name) => [name, process.env[name]] as const);
    Object.assign(process.env, env);
    try {
      const missing = new Missing(() => false, performance.now() + seconds * 1000);
      const repository = new Repository(folder, path.join(folder, ".runicorn"), missing);
      await repository.read();
      const typescript: Captured = {
        document: repository.document === undefined ? null : { ...repository.document },
        patch: repository.patch?.toString("base64") ?? null,
        missing: missing.items,
      };
      const [python] = askPython({ repositories: [folder], seconds }, env) as [Captured];
      assert.deepEqual(python, typescript);
      const { patch } = repository;
      return { ...typescript, patch: patch?.toString("utf8") ?? null, bytes: patch?.length };
    } finally {
      for (const [name, value] of before) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    }
  }

  it("has nothing of the store, whose runs are what is recorded", async () => {
    const folder = keep(GitFolder.committed({ "train.py": "1\n", ".runicorn/a/b.json": "1\n" }));
    for (const name of [".runicorn/a/b.json", ".runicorn/c.json", "new.py"])
      folder.write(name, "2\n");
    const { document, patch } = await capture(folder.path);
    assert.deepEqual(
      [document?.["untracked"], document?.["untracked_count"], document?.["dirty"], patch],
      [["new.py"], 1, false, null],
    );
    folder.write("train.py", "5\n");
    assert.doesNotMatch((await capture(folder.path)).patch ?? "none", /b\.json|none/);
  });

  it("is the state of uncommitted work, without secrets", async () => {
    const folder = keep(
      GitFolder.committed({
        "train.py": "lr = 0.1\n",
        "conf/a.yaml": "x: 1\n",
        "gone.txt": "gone\n",
        "picture.png": Buffer.from([0, 1, 2, 3]),
        "latin.txt": Buffer.from("caf\xe9\n", "latin1"),
        ".gitignore": "*.log\n",
      }),
    );
    folder.git("remote", "add", "origin", "https://me:pass@example.com/me/repo.git");
    folder.git("remote", "add", "another", "https://example.com/other.git");
    folder.write("train.py", 'lr = 0.2\npassword = "hunter2hunter"\nnote = "ünï ☃"\n');
    folder.write("conf/a.yaml", "x: 2\n");
    folder.git("add", "conf/a.yaml");
    folder.git("rm", "-q", "gone.txt");
    folder.write("picture.png", Buffer.from([0, 9, 9, 9]));
    folder.write("latin.txt", Buffer.from("caf\xe9s\n", "latin1"));
    folder.write("new/notes ☃.md", "new\n");
    folder.write("run.log", "ignored\n");
    const inside = path.join(folder.path, "conf");
    const { document, patch, bytes, missing } = await capture(inside);
    assert.deepEqual(missing, []);
    assert.deepEqual(document, {
      root: folder.path,
      remote: `https://${gone}@example.com/me/repo.git`,
      branch: "main",
      commit: folder.git("rev-parse", "HEAD"),
      dirty: true,
      untracked: ["new/notes ☃.md"],
      untracked_count: 1,
      patch: "code.patch",
      patch_bytes: bytes,
      patch_truncated: false,
    });
    assert.ok(patch !== null);
    assert.ok(patch.includes(`+password = "${gone}"\n+note = "ünï ☃"\n`), patch);
    assert.ok(patch.includes("-x: 1\n+x: 2\n") && patch.includes("deleted file mode 100644"));
    assert.match(patch, /Binary files a\/picture.png and b\/picture.png differ/);
    // It still fits: what is restored from it differs in the secret only.
    const clone = keep(new GitFolder());
    clone.git("clone", "-q", folder.path, "work");
    const work = new GitFolder(path.join(clone.path, "work"));
    work.write("code.patch", patch);
    work.git("apply", "--exclude=picture.png", "--exclude=latin.txt", "code.patch");
    assert.match(work.git("diff"), /\+lr = 0.2/);
  });

  it("is nothing outside of a repository", async () => {
    const folder = keep(new GitFolder());
    const { document, missing } = await capture(folder.path);
    assert.deepEqual([document, missing], [null, []]);
  });

  it("is known of clean, new, detached, linked and nested repositories", async () => {
    const folder = keep(GitFolder.committed({ "a.txt": "a\n" }));
    const commit = folder.git("rev-parse", "HEAD");
    const clean = (await capture(folder.path)).document;
    assert.deepEqual([clean?.["dirty"], clean?.["patch"], clean?.["remote"]], [false, null, null]);

    folder.git("worktree", "add", "-q", "-b", "side", "linked");
    const linked = (await capture(path.join(folder.path, "linked"))).document;
    assert.deepEqual([linked?.["branch"], linked?.["commit"]], ["side", commit]);
    assert.equal(linked?.["root"], path.join(folder.path, "linked"));

    folder.git("checkout", "-q", "--detach");
    assert.equal((await capture(folder.path)).document?.["branch"], null);

    const outer = keep(GitFolder.committed({ "b.txt": "b\n" }));
    outer.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", folder.path, "inner");
    outer.git("commit", "-q", "-m", "with a submodule");
    outer.write("inner/a.txt", "changed\n");
    assert.equal((await capture(path.join(outer.path, "inner"))).document?.["dirty"], true);
    assert.equal((await capture(outer.path)).document?.["dirty"], false);

    const fresh = keep(new GitFolder());
    fresh.git("init", "-q", "-b", "trunk");
    fresh.write("staged.py", "one = 1\n");
    fresh.git("add", "staged.py");
    const { document, patch } = await capture(fresh.path);
    assert.deepEqual([document?.["branch"], document?.["commit"]], ["trunk", null]);
    assert.match(patch ?? "", /\+one = 1/);
  });

  it("survives names that are no text, and hostile ones", async () => {
    const folder = keep(GitFolder.committed({ "a\nb.txt": "a\n", "-x": "a\n" }));
    folder.write("a\nb.txt", "b\n");
    folder.write("-x", "b\n");
    folder.write(Buffer.from("caf\xe9", "latin1"), "new\n");
    folder.write("password=hunter2hunter", "new\n");
    const { document, patch } = await capture(folder.path);
    assert.deepEqual(document?.["untracked"], ["caf\ufffd", `password=${gone}`]);
    assert.match(patch ?? "", /diff --git "a\/a\\nb.txt"/);
  });

  it("executes nothing that a repository's settings name", async () => {
    const folder = keep(
      GitFolder.committed({ "a.txt": "a\n", ".gitattributes": "*.txt diff=evil\n" }),
    );
    const trap = folder.write("trap.sh", `#!/bin/sh\ntouch ${folder.path}/sprung\necho x\n`);
    chmodSync(trap, 0o755);
    for (const name of [
      "core.fsmonitor",
      "diff.external",
      "diff.evil.textconv",
      "diff.evil.command",
      "core.pager",
    ]) {
      folder.git("config", name, trap);
    }
    folder.write("a.txt", "b\n");
    const { document, patch } = await capture(folder.path);
    assert.match(patch ?? "", /\+b\n/);
    assert.deepEqual(document?.["untracked"], ["trap.sh"]);
  });

  it("cuts a long patch at a file's border", async () => {
    const folder = keep(GitFolder.committed({ "a.txt": "", "b.txt": "" }));
    folder.write("a.txt", "short\n");
    folder.write("b.txt", "0123456789\n".repeat(maxPatchBytes / 5));
    const { document, patch } = await capture(folder.path);
    assert.equal(document?.["patch_truncated"], true);
    assert.ok(patch?.endsWith("+short\n"), patch?.slice(-80));
    folder.git("add", "-A");
    folder.git("commit", "-q", "-m", "all");
    folder.write("b.txt", "abcdefghij\n".repeat(maxPatchBytes / 5));
    const long = (await capture(folder.path)).patch ?? "";
    assert.ok(
      long.length > maxPatchBytes / 2 && long.length <= maxPatchBytes && long.endsWith("\n"),
    );
  });

  it("is named as missing where git refuses, is not there, or takes too long", async () => {
    const folder = keep(GitFolder.committed({ "a.txt": "a\n" }));
    const programs = keep(new GitFolder());
    const program = programs.write(
      "git",
      "#!/bin/sh\necho 'fatal: detected dubious ownership' >&2\nexit 128\n",
    );
    chmodSync(program, 0o755);
    const refused = await capture(folder.path, { PATH: `${programs.path}:${process.env["PATH"]}` });
    assert.deepEqual(refused.missing, [{ what: "git", why: "fatal: detected dubious ownership" }]);

    // Where the untracked files are too many, the rest is still known.
    const real = execFileSync("which", ["git"]).toString().trim();
    writeFileSync(
      program,
      `#!/bin/sh\ncase "$*" in *files=all*) echo 'fatal: no' >&2; exit 1;; esac\nexec ${real} "$@"\n`,
    );
    folder.write("a.txt", "b\n");
    const partly = await capture(folder.path, { PATH: `${programs.path}:${process.env["PATH"]}` });
    assert.deepEqual(partly.missing, [{ what: "untracked", why: "fatal: no" }]);
    assert.deepEqual(
      [partly.document?.["untracked_count"], partly.document?.["dirty"]],
      [null, true],
    );
    assert.match(partly.patch ?? "", /\+b/);

    const before = performance.now();
    writeFileSync(program, "#!/bin/sh\nexec sleep 60\n");
    const slow = await capture(folder.path, { PATH: `${programs.path}:${process.env["PATH"]}` }, 1);
    assert.deepEqual(slow.missing, [{ what: "git", why: "git rev-parse took longer than 1 s" }]);
    assert.ok(performance.now() - before < 8000);

    mkdirSync(path.join(programs.path, "empty"));
    const absent = await capture(folder.path, { PATH: path.join(programs.path, "empty") });
    assert.equal(absent.document, null);
    assert.deepEqual(absent.missing, [{ what: "git", why: "git is not installed" }]);
  });

  function askPython(asked: object, env: NodeJS.ProcessEnv): unknown {
    const python = sdks[0];
    assert.ok(python);
    const output = execFileSync(pythonProgram, [python.program("captureParts")], {
      env: { ...python.env, ...env },
      input: JSON.stringify(asked),
    });
    return JSON.parse(output.toString());
  }
});
