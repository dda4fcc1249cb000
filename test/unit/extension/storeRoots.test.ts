import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import { findStores } from "#extension/sources/findStores.ts";
import { findRoots, type RootInputs, sourceId } from "#extension/sources/storeRoots.ts";

describe("looking for stores", () => {
  let folder: string;
  const at = (...parts: string[]) => path.join(folder, ...parts);
  const make = (...parts: string[]) => {
    mkdirSync(at(...parts), { recursive: true });
    return at(...parts);
  };
  const { signal } = new AbortController();

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), "runicorn-roots-")));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const inputs = (changes: Partial<RootInputs> = {}): RootInputs => ({
    workspaceFolders: () => [at("work")],
    configuredRoots: () => [],
    env: {},
    configDir: at("config"),
    demoRoot: at("demo"),
    ...changes,
  });
  const register = (...roots: string[]) => {
    make("config");
    writeFileSync(
      at("config", "roots.json"),
      JSON.stringify({ roots: roots.map((path, i) => ({ path, last_used: i })) }),
    );
  };

  it("walks to depth 4, past folders nobody keeps runs in and past links", async () => {
    const near = make("work", ".runicorn");
    const deep = make("work", "a", "b", "c", "d", ".runicorn");
    make("work", "a", "b", "c", "d", "e", ".runicorn");
    make("work", "node_modules", "x", ".runicorn");
    make("work", ".venv", ".runicorn");
    make("work", ".runicorn", "p", ".runicorn");
    symlinkSync(at("work"), at("work", "loop"));
    assert.deepEqual(await findStores(at("work"), signal), [near, deep]);
  });

  it("reads a bounded number of folders and stops when told", async () => {
    make("work", "a", "b", ".runicorn");
    assert.deepEqual(await findStores(at("work"), signal, { depth: 4, folders: 2 }), []);
    assert.deepEqual(await findStores(at("work"), AbortSignal.abort()), []);
    assert.deepEqual(await findStores(at("nowhere"), signal), []);
  });

  it("takes every place a script may write to, each store once, only those that exist", async () => {
    make("work");
    const set = make("set");
    const fromEnv = make("env");
    const user = make("user");
    make("config");
    writeFileSync(at("config", "config.json"), JSON.stringify({ user_root_dir: user, other: 1 }));
    symlinkSync(set, at("same"));
    const { shown } = await findRoots(
      inputs({
        configuredRoots: () => [set, at("same"), at("gone"), "relative"],
        env: { RUNICORN_DIR: fromEnv },
      }),
      [],
    );
    assert.deepEqual(
      shown.map((root) => root.path),
      [set, fromEnv, user],
    );
    assert.equal(shown[0]?.id, sourceId(set));
  });

  it("shows registered stores inside the workspace and offers those outside, newest first", async () => {
    const inside = make("work", "a", "b", "c", "d", "e", "f", ".runicorn");
    const old = make("old", ".runicorn");
    const young = make("young", ".runicorn");
    register(inside, old, young, at("gone"), "relative");
    const { shown, offered } = await findRoots(inputs(), []);
    assert.deepEqual(
      shown.map((root) => root.path),
      [inside],
    );
    assert.deepEqual(
      offered.map((root) => root.path),
      [young, old],
    );
  });

  it("names a store after what tells it from the others", async () => {
    make("work");
    const named = async (...parts: string[]) => {
      const store = make(...parts);
      return (await findRoots(inputs(), [store])).shown[0]?.label;
    };
    assert.equal(await named("work", ".runicorn"), "work");
    assert.equal(await named("work", "src", ".runicorn"), "work/src");
    assert.equal(await named("elsewhere", ".runicorn"), at("elsewhere"));
  });

  it("survives files of the user that are not what they should be", async () => {
    make("work");
    make("config");
    for (const text of ["", "[]", "{", '{"roots":7}', '{"roots":[null,{"path":7},{"path":""}]}']) {
      writeFileSync(at("config", "roots.json"), text);
      writeFileSync(at("config", "config.json"), text);
      assert.deepEqual(await findRoots(inputs(), []), { shown: [], offered: [] });
    }
  });
});
