import assert from "node:assert/strict";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";

import * as fc from "fast-check";

import { RunicornError } from "#core/protocol/errors.ts";
import { listFolder, pathExists } from "#core/remote/environments/look.ts";
import { LoginShell } from "#test/support/remote/loginShell.ts";

describe("folders of another machine", function () {
  this.timeout(60_000);
  let home: string;
  let link: LoginShell;
  beforeEach(() => {
    home = mkdtempSync(path.join(os.tmpdir(), "runicorn-folders-"));
    link = new LoginShell({ shell: "/bin/bash", home });
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  it("are listed, folders first, by name", async () => {
    mkdirSync(path.join(home, "runs"));
    mkdirSync(path.join(home, ".hidden"));
    writeFileSync(path.join(home, "a"), "four");
    writeFileSync(path.join(home, "B"), "");
    utimesSync(path.join(home, "a"), 1_700_000_000, 1_700_000_000);
    symlinkSync("runs", path.join(home, "link"));
    symlinkSync("nowhere", path.join(home, "lost"));
    const { path: found, items, truncated } = await listFolder(link, "~");
    assert.equal(found, home);
    assert.equal(truncated, false);
    assert.deepEqual(
      items.map(({ name, is_dir }) => [name, is_dir]),
      [
        [".hidden", true],
        ["link", true],
        ["runs", true],
        ["B", false],
        ["a", false],
        ["lost", false],
      ],
    );
    const { size, mtime } = items.find(({ name }) => name === "a")!;
    assert.deepEqual({ size, mtime }, { size: 4, mtime: 1_700_000_000 });
  });

  it("may have any name a person can type", async () => {
    const name = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 20 })
      .filter(
        (text) => !/[\0/\n]/.test(text) && text !== "." && text !== ".." && text.isWellFormed(),
      );
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(name, { maxLength: 30 }), async (names) => {
        const folder = mkdtempSync(path.join(home, "any "));
        for (const one of names) mkdirSync(path.join(folder, one), { recursive: true });
        const { items } = await listFolder(link, folder);
        assert.deepEqual(items.map((item) => item.name).sort(), [...names].sort());
        for (const one of names.slice(0, 2)) {
          const place = path.join(folder, one);
          assert.deepEqual(await pathExists(link, place), {
            path: place,
            exists: true,
            is_dir: true,
          });
        }
      }),
      { numRuns: 10 },
    );
  });

  it("are cut after ten thousand entries", async () => {
    for (let i = 0; i < 10_001; i++) writeFileSync(path.join(home, `file${i}`), "");
    const { items, truncated } = await listFolder(link, home);
    assert.equal(items.length, 10_000);
    assert.equal(truncated, true);
  });

  it("that are none, or not there, are told in a sentence", async () => {
    writeFileSync(path.join(home, "file"), "");
    await assert.rejects(listFolder(link, "~/file"), (error) => {
      assert.ok(RunicornError.is(error, "not_found"));
      assert.equal(error.message, `${home}/file is no folder on the other machine.`);
      return true;
    });
    await assert.rejects(listFolder(link, "gone"), /gone is not there/);
    assert.deepEqual(await pathExists(link, "gone"), {
      path: `${home}/gone`,
      exists: false,
      is_dir: false,
    });
    assert.deepEqual(await pathExists(link, "~/file"), {
      path: `${home}/file`,
      exists: true,
      is_dir: false,
    });
  });

  it("do not run what a hostile name says", async () => {
    const name = "$(touch x)`touch y`;touch z\\\\'\"";
    mkdirSync(path.join(home, name));
    chmodSync(path.join(home, name), 0o700);
    await listFolder(link, `~/${name}`);
    const { items } = await listFolder(link, "~");
    assert.deepEqual(
      items.map((item) => item.name),
      [name],
    );
  });
});
