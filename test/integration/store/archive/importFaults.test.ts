import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readlinkSync, writeFileSync } from "node:fs";
import path from "node:path";

import { RunicornError } from "#core/protocol/errors.ts";
import { RunsQuery } from "#core/protocol/run.ts";
import { Store } from "#core/store/store.ts";

import { type TarEntry, writeTar, writeZip } from "../../../support/archive/evilArchives.ts";
import { TempStore } from "../../../support/tempStore.ts";

const id = "20260101_000000_aaaaaa";

describe("archives that go wrong on the way in", () => {
  let temp: TempStore;
  let store: Store;
  let archive: string;
  beforeEach(async () => {
    temp = new TempStore();
    store = await Store.open({ root: temp.root });
    archive = path.join(temp.folder, "odd");
  });
  afterEach(() => {
    store.dispose();
    temp.dispose();
  });

  const drafts = () => existsSync(path.join(temp.root, ".import"));
  const shown = () => store.listRuns(RunsQuery.parse({ limit: 1000 })).runs.map(({ id }) => id);
  const metaAt = (folder: string, meta: object = {}): TarEntry => ({
    name: `${folder}/meta.json`,
    content: JSON.stringify(meta),
  });

  it("a zip that is given up in the middle of a file is closed", async function () {
    if (process.platform !== "linux") this.skip();
    const zeros = { name: `p/n/runs/${id}/logs.txt`, content: "\0".repeat(80 << 20) };
    writeZip(archive, [{ name: `p/n/runs/${id}/meta.json`, content: "{}" }, zeros]);
    await assert.rejects(store.archives.import(archive), /far larger/);
    const isOpen = () =>
      readdirSync("/proc/self/fd").some((fd) => {
        try {
          return readlinkSync(`/proc/self/fd/${fd}`) === archive;
        } catch {
          return false;
        }
      });
    for (let i = 0; i < 100 && isOpen(); i++) await new Promise((done) => setTimeout(done, 20));
    assert(!isOpen(), "the archive is still open");
  });

  const odd: readonly (readonly [string, string, object])[] = [
    ["long", `x/${id}`, { project: "🦄".repeat(100), name: "🦄".repeat(100) }],
    ["Windows's own", `x/${id}`, { project: "CON", name: "nul.txt" }],
    ["ending in dots", `x/${id}`, { project: "p.", name: "n " }],
    ["deeply nested", `${"a/".repeat(14)}runs/${id}`, { project: "p", name: "n" }],
    ["hidden", `runs/.a/${id}`, { path: "p/n" }],
  ];
  for (const [what, folder, meta] of odd) {
    it(`a run whose names are ${what} comes where it is seen`, async () => {
      await writeTar(archive, [metaAt(folder, meta)]);
      const { imported } = await store.archives.import(archive);
      assert.deepEqual([imported.map((run) => run.id), shown()], [[id], [id]]);
      for (const segment of imported[0]?.dir.split("/") ?? []) {
        assert(Buffer.byteLength(segment) <= 120, segment);
        assert(!/^(con|nul)\b|[. ]$/i.test(segment), segment);
      }
    });
  }

  it("a file that is a folder, too, is the archive's fault", async () => {
    const file = `p/n/runs/${id}/a`;
    for (const names of [
      [file, `${file}/b`],
      [`${file}/b`, file],
    ]) {
      await writeTar(archive, [
        metaAt(`p/n/runs/${id}`),
        ...names.map((name) => ({ name, content: "x" })),
      ]);
      await assert.rejects(store.archives.import(archive), (error) =>
        RunicornError.is(error, "invalid_archive"),
      );
      assert(!drafts());
    }
  });

  it("a file that lies where a run's folder belongs is a conflict", async () => {
    mkdirSync(temp.root, { recursive: true });
    writeFileSync(path.join(temp.root, "p"), "");
    await writeTar(archive, [metaAt(`p/n/runs/${id}`)]);
    await assert.rejects(store.archives.import(archive), (error) =>
      RunicornError.is(error, "conflict"),
    );
    assert(!drafts());
  });

  it("what a store has thrown away, or had not taken in yet, does not come back", async () => {
    await writeTar(archive, [
      metaAt(`.runicorn/p/n/runs/${id}`),
      metaAt(".runicorn/.recycle/20260102_000000_bbbbbb", { project: "p", name: "n" }),
      metaAt(".runicorn/.import/1-0123456789ab/0", { project: "p", name: "n" }),
      metaAt(".runicorn/runs/.recycle/20260104_000000_dddddd", { project: "p", name: "n" }),
      metaAt(".recycle/20260103_000000_cccccc", { project: "p", name: "n" }),
    ]);
    const { imported } = await store.archives.import(archive);
    assert.deepEqual(
      imported.map((run) => run.id),
      [id],
    );
  });

  it("an import that is called off late brings nothing", async () => {
    const called = new AbortController();
    await writeTar(archive, [metaAt(`p/n/runs/${id}`), { name: "other", content: "x" }]);
    const { signal } = called;
    const asked = { count: 0 };
    Object.defineProperty(signal, "throwIfAborted", {
      value: () => {
        // The last file has come by then.
        if (++asked.count === 4) called.abort();
        if (asked.count > 4) AbortSignal.prototype.throwIfAborted.call(signal);
      },
    });
    await assert.rejects(store.archives.import(archive, { signal }), /abort/i);
    assert.deepEqual([shown(), drafts()], [[], false]);
  });
});
