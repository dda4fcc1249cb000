import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import type { Source } from "#extension/sources/source.ts";
import { type RootChange, Sources } from "#extension/sources/sources.ts";

describe("sources", () => {
  let folder: string;
  let allowed: boolean;
  let changed: (where: RootChange) => void;
  let alive: Set<string>;
  let sources: Sources;
  const store = (name: string) => path.join(folder, name, ".runicorn");
  const roots = () => sources.all.map((source) => source.root);

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), "runicorn-sources-")));
    allowed = true;
    alive = new Set();
    sources = new Sources({
      inputs: {
        workspaceFolders: () => [folder],
        configuredRoots: () => [],
        env: {},
        configDir: path.join(folder, "config"),
        demoRoot: path.join(folder, "none"),
      },
      allowed: () => allowed,
      create: ({ id, path: root, label }) => {
        alive.add(root);
        const source = { id, label, root, restart() {}, dispose: () => void alive.delete(root) };
        return source as unknown as Source;
      },
      watch: (onChange) => {
        changed = onChange;
        return { dispose() {} };
      },
      offer: () => assert.fail("nothing to offer"),
    });
  });
  afterEach(() => {
    sources.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  it("come and go with their stores, and are told of", async () => {
    let told = 0;
    sources.onChange(() => told++);
    assert.equal(sources.searched, false);
    await sources.refresh();
    assert.deepEqual([roots(), told, sources.searched], [[], 1, true]);
    mkdirSync(store("a"), { recursive: true });
    await sources.refresh();
    const [first] = sources.all;
    assert.deepEqual([roots(), told], [[store("a")], 2]);
    mkdirSync(store("b"), { recursive: true });
    await sources.refresh();
    assert.equal(sources.all[0], first, "a source that stays is the same one");
    rmSync(path.join(folder, "a"), { recursive: true });
    await sources.refresh();
    assert.deepEqual([...alive], [store("b")]);
  });

  it("look again when something changes while they look", async () => {
    const looking = sources.start();
    mkdirSync(store("late"), { recursive: true });
    changed("workspace");
    await looking;
    assert.deepEqual(roots(), [store("late")]);
  });

  it("read nothing where nothing may be started", async () => {
    mkdirSync(store("a"), { recursive: true });
    allowed = false;
    await sources.refresh();
    assert.deepEqual(roots(), []);
    allowed = true;
    await sources.refresh();
    assert.deepEqual(roots(), [store("a")]);
  });

  it("end with the window", async () => {
    mkdirSync(store("a"), { recursive: true });
    await sources.refresh();
    sources.dispose();
    sources.dispose();
    assert.equal(alive.size, 0);
  });
});
