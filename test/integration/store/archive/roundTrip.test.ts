import assert from "node:assert/strict";
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { Writable } from "node:stream";

import * as fc from "fast-check";

import type { ArchiveFormat } from "#core/protocol/archive.ts";
import { RunicornError } from "#core/protocol/errors.ts";
import { RunsQuery } from "#core/protocol/run.ts";
import { Store } from "#core/store/store.ts";

import { writeTar } from "../../../support/archive/evilArchives.ts";
import { storeDigest } from "../../../support/storeDigest.ts";
import { TempStore } from "../../../support/tempStore.ts";

const formats: readonly ArchiveFormat[] = ["tar.gz", "zip"];

describe("whole runs as archives", () => {
  const temps: TempStore[] = [];
  const stores: Store[] = [];
  const newTemp = () => {
    const temp = new TempStore();
    temps.push(temp);
    return temp;
  };
  const open = async (temp: TempStore) => {
    const store = await Store.open({ root: temp.root });
    stores.push(store);
    return store;
  };
  afterEach(() => {
    for (const store of stores.splice(0)) store.dispose();
    for (const temp of temps.splice(0)) temp.dispose();
  });

  const ids = (store: Store) =>
    store.listRuns(RunsQuery.parse({ limit: 1000 })).runs.map(({ id }) => id);

  async function pack(store: Store, temp: TempStore, format: ArchiveFormat): Promise<string> {
    const file = path.join(temp.folder, `runs.${format}`);
    const dirs = store.archives.directoriesOf(ids(store));
    await store.archives.export(dirs, format, createWriteStream(file));
    return file;
  }

  for (const format of formats) {
    it(`what is exported as ${format} and imported answers the same`, async function () {
      this.timeout(60_000);
      const someRun = fc.record({
        project: fc.constantFrom("cv", "音声", "a b"),
        name: fc.constantFrom("resnet", "unet/small", "x".repeat(110)),
        log: fc.string(),
        points: fc.array(
          fc.record({ loss: fc.double({ noNaN: true }), acc: fc.double({ noNaN: true }) }),
        ),
        media: fc.dictionary(fc.stringMatching(/^[a-z0-9é]{1,20}$/), fc.uint8Array()),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(someRun, { minLength: 1, maxLength: 4 }), async (runs) => {
          const from = newTemp();
          runs.forEach(({ media, ...run }, i) => {
            const directory = from.writeRun({ id: `2026010${i + 1}_000000_aaaaaa`, ...run });
            mkdirSync(path.join(directory, "media"));
            for (const [name, bytes] of Object.entries(media))
              writeFileSync(path.join(directory, "media", name), bytes);
            writeFileSync(path.join(directory, ".writer.json"), "{}");
          });
          const source = await open(from);
          const file = await pack(source, from, format);
          const target = await open(newTemp());
          const preview = await target.archives.preview(file);
          const answer = await target.archives.import(file);
          assert.equal(answer.imported.length, runs.length);
          assert.equal(
            answer.files,
            preview.runs.reduce((sum, run) => sum + run.files, 0),
          );
          const strip = (text: string) => JSON.parse(text) as unknown;
          assert.deepEqual(
            strip(JSON.stringify(await storeDigest(target))),
            strip(JSON.stringify(await storeDigest(source))),
          );
          const names = readdirSync(target.root, { recursive: true, encoding: "utf8" });
          assert(!names.some((name) => name.includes(".writer") || name.includes(".import")));
          const again = await target.archives.import(file);
          assert.deepEqual([again.imported, again.skipped.length], [[], runs.length]);
        }),
        { numRuns: 6 },
      );
    });
  }

  it("runs of older layouts keep their places, and a packed folder's runs find theirs", async () => {
    const temp = newTemp();
    const file = path.join(temp.folder, "old.tar.gz");
    const at = (folder: string, meta: object) => [
      { name: `${folder}/meta.json`, content: JSON.stringify(meta) },
      { name: `${folder}/status.json`, content: '{"status":"finished"}' },
    ];
    await writeTar(file, [
      ...at("runs/vision/baseline/20250101_000000_000001", {}),
      ...at("runs/20250101_000000_000002", {}),
      ...at(".runicorn/cv/net/runs/20250101_000000_000003", {}),
      ...at("20250101_000000_000004", { path: "nlp/bert" }),
      ...at("20250101_000000_000005", { path: "../../../etc" }),
      ...at("exports/20250101_000000_000006", { project: "artifacts", name: "x" }),
      { name: "index.json", content: "[]" },
      { name: "artifacts/model/m/v1/metadata.json", content: "{}" },
      { name: "artifacts/model/m/v1/meta.json", content: "{}" },
    ]);
    const store = await open(temp);
    const preview = await store.archives.preview(file);
    assert.deepEqual(preview.runs.map(({ dir }) => dir).sort(), [
      "cv/net/runs/20250101_000000_000003",
      "etc/imported/runs/20250101_000000_000005",
      "imported/artifacts/x/runs/20250101_000000_000006",
      "nlp/bert/runs/20250101_000000_000004",
      "runs/20250101_000000_000002",
      "runs/vision/baseline/20250101_000000_000001",
    ]);
    assert.equal(preview.other_files, 3);
    const { imported } = await store.archives.import(file);
    assert.equal(imported.length, 6);
    assert.equal(ids(store).length, 6);
  });

  it("a run that is here already stays as it is", async () => {
    const from = newTemp();
    from.writeRun({ log: "theirs" });
    const file = await pack(await open(from), from, "zip");
    const to = newTemp();
    to.writeRun({ project: "elsewhere", log: "ours" });
    const store = await open(to);
    const preview = await store.archives.preview(file);
    assert.deepEqual(
      preview.runs.map(({ conflict }) => conflict),
      ["exists"],
    );
    assert.deepEqual((await store.archives.import(file)).imported, []);
    assert(!existsSync(path.join(to.root, "cv")));
  });

  it("an import that is called off leaves nothing", async () => {
    const from = newTemp();
    from.writeRun({ log: "x".repeat(1 << 20) });
    const file = await pack(await open(from), from, "tar.gz");
    const to = newTemp();
    const store = await open(to);
    const signal = AbortSignal.abort();
    await assert.rejects(store.archives.import(file, { signal }));
    assert.deepEqual(
      readdirSync(to.root).filter((name) => name !== ".index"),
      [],
    );
  });

  for (const format of formats) {
    it(`an export as ${format} ends when its reader goes away`, async () => {
      const temp = newTemp();
      const noise = Array.from({ length: 1 << 17 }, () => Math.random().toString(36)).join("");
      for (let i = 0; i < 4; i++)
        temp.writeRun({ id: `2026010${i + 1}_000000_aaaaaa`, log: noise });
      const store = await open(temp);
      const out: Writable = new Writable({
        write: (_chunk, _encoding, _done) => out.destroy(new Error("gone")),
      });
      await assert.rejects(
        store.archives.export(store.archives.directoriesOf(ids(store)), format, out),
      );
    });
  }

  it("an unknown run is told before anything is written", async () => {
    const store = await open(newTemp());
    assert.throws(
      () => store.archives.directoriesOf(["nope"]),
      (error) => RunicornError.is(error, "run_not_found"),
    );
  });

  it("a run that is removed for good while it is packed does not spoil the others", async () => {
    const temp = newTemp();
    temp.writeRun({ id: "20260101_000000_aaaaaa" });
    temp.writeRun({ id: "20260102_000000_bbbbbb" });
    const store = await open(temp);
    const dirs = store.archives.directoriesOf(ids(store));
    rmSync(path.join(temp.root, dirs[0] ?? ""), { recursive: true });
    const file = path.join(temp.folder, "rest.zip");
    await store.archives.export(dirs, "zip", createWriteStream(file));
    const { runs } = await store.archives.preview(file);
    assert.deepEqual(
      runs.map(({ dir }) => dir),
      dirs.slice(1),
    );
  });
});
