import assert from "node:assert/strict";
import { readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";

import { RunicornError } from "#core/protocol/errors.ts";
import { Store } from "#core/store/store.ts";

import { type TarEntry, writeTar, writeZip } from "../../../support/archive/evilArchives.ts";
import { TempStore } from "../../../support/tempStore.ts";

const meta = JSON.stringify({ id: "20260101_000000_aaaaaa", project: "p", name: "n" });
const run = "p/n/runs/20260101_000000_aaaaaa";
const good = { name: `${run}/meta.json`, content: meta };

const evilNames = [
  "../evil",
  "p/../../evil",
  `${run}/../../../../../evil`,
  "/etc/evil",
  "//evil",
  "C:/evil",
  "C:evil",
  "..\\evil",
  `${run}/a\\..\\..\\evil`,
  `${run}/a:stream`,
  `${run}/nul\u0000`,
  `${run}/line\nfeed`,
  `${run}/./a`,
  `${run}//a`,
  `${run}/..`,
  `${run}/${"x".repeat(256)}`,
  `${"a/".repeat(80)}evil`,
  "...//evil/../../x",
];

describe("hostile archives", () => {
  let temp: TempStore;
  let store: Store;
  let archive: string;
  beforeEach(async () => {
    temp = new TempStore();
    store = await Store.open({ root: temp.root });
    archive = path.join(temp.folder, "evil");
  });
  afterEach(() => {
    store.dispose();
    temp.dispose();
  });

  /** Everything below the test's folder but the archive itself and the index. */
  function files(): string[] {
    const all = readdirSync(temp.folder, { recursive: true, encoding: "utf8" });
    return all.filter((name) => name !== "evil" && !name.includes(".index")).sort();
  }

  async function refused(pattern: RegExp): Promise<void> {
    const before = files();
    for (const act of [
      () => store.archives.preview(archive),
      () => store.archives.import(archive),
    ]) {
      await assert.rejects(act(), (error: Error) => {
        assert(RunicornError.is(error, "invalid_archive"), String(error));
        assert.match(error.message, pattern);
        return true;
      });
    }
    assert.deepEqual(files(), before);
    assert.equal(store.counts().runs, 0);
  }

  for (const name of evilNames) {
    it(`a name that leads elsewhere is refused, in tar and zip: ${JSON.stringify(name.slice(0, 40))}`, async () => {
      if (!name.includes("\u0000")) {
        await writeTar(archive, [good, { name, content: "x" }]);
        await refused(/name|nested|damaged/);
      }
      writeZip(archive, [good, { name, content: "x" }]);
      await refused(/name|nested|damaged/);
    });
  }

  const links: TarEntry[] = [
    { name: `${run}/link`, type: "symlink", linkname: "/etc/passwd" },
    { name: `${run}/media`, type: "symlink", linkname: "../../../.." },
    { name: `${run}/hard`, type: "link", linkname: "/etc/passwd" },
    { name: `${run}/pipe`, type: "fifo" },
    { name: `${run}/disk`, type: "block-device" },
    { name: `${run}/tty`, type: "character-device" },
  ];
  for (const link of links) {
    it(`a ${link.type} is refused`, async () => {
      await writeTar(archive, [link, good, { name: `${link.name}/evil`, content: "x" }]);
      await refused(/in place of a file/);
    });
  }

  it("a link in a zip is refused", async () => {
    writeZip(archive, [good, { name: `${run}/link`, content: "/etc/passwd", mode: 0o120777 }]);
    await refused(/link or device/);
  });

  it("an encrypted zip is refused", async () => {
    writeZip(archive, [good, { name: `${run}/secret`, content: "x", flags: 0x801 }]);
    await assert.rejects(store.archives.import(archive), /encrypted/);
  });

  it("a zip that lies about a size is refused", async () => {
    writeZip(archive, [
      good,
      { name: `${run}/logs.txt`, content: "x".repeat(9999), claimedSize: 1 },
    ]);
    await assert.rejects(store.archives.import(archive), /damaged/);
    assert.equal(store.counts().runs, 0);
  });

  it("two files of one name are refused", async () => {
    await writeTar(archive, [good, good]);
    await refused(/two of its files/);
    writeZip(archive, [good, good]);
    await refused(/two of its files/);
  });

  it("a bomb is refused before it fills the disk", async () => {
    const zeros = { name: `${run}/logs.txt`, content: "\0".repeat(80 << 20) };
    await writeTar(archive, [good, zeros]);
    assert(statSync(archive).size < 1 << 20);
    await refused(/far larger/);
    writeZip(archive, [good, zeros]);
    await assert.rejects(store.archives.import(archive), /far larger/);
    assert.deepEqual(files(), [".runicorn"]);
  });

  it("more files than the limit are refused", async () => {
    const many = Array.from({ length: 50 }, (_, i) => ({ name: `${run}/media/${i}` }));
    await writeTar(archive, [good, ...many]);
    const limits = { entries: 20, totalBytes: 1 << 30, ratio: 200 };
    await assert.rejects(store.archives.import(archive, { limits }), /more than 20 files/);
  });

  it("what is no archive, is empty, or is cut short anywhere is refused", async () => {
    for (const bytes of ["", "hello", "PK", "\u001f\u008b", "PK\u0005\u0006".padEnd(22, "\0")]) {
      writeFileSync(archive, bytes, "latin1");
      await refused(/neither|damaged|no run/);
    }
    await writeTar(archive, [good, { name: `${run}/logs.txt`, content: "a line\n".repeat(5000) }]);
    const { readFileSync } = await import("node:fs");
    const whole = readFileSync(archive);
    for (let cut = 1; cut < whole.length; cut += 7) {
      writeFileSync(archive, whole.subarray(0, cut));
      await assert.rejects(store.archives.import(archive), RunicornError);
    }
    assert.equal(store.counts().runs, 0);
  });

  it("a link in the store that leads away is not followed", async () => {
    symlinkSync(temp.folder, path.join(temp.root, "p"));
    await writeTar(archive, [good]);
    await assert.rejects(store.archives.import(archive), /link leads away/);
    assert.deepEqual(readdirSync(temp.folder).sort(), [".runicorn", "evil"]);
  });
});
