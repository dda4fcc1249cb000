import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { mock } from "node:test";

import { decodePng } from "#test/support/sdk/decodePng.ts";
import { readEvents } from "#test/support/sdk/readRun.ts";
import { TempStore } from "#test/support/tempStore.ts";

import { type Run, init } from "../../../sdk/typescript/src/index.ts";
import { mediaName } from "../../../sdk/typescript/src/media/mediaFile.ts";

const gif = Buffer.from("GIF89a\x05\0\x06\0", "latin1");

describe("Media of the TypeScript SDK", () => {
  let store: TempStore;
  let run: Run;
  let told = "";

  beforeEach(() => {
    store = new TempStore();
    told = "";
    mock.method(process.stderr, "write", (text: string) => (told += text) !== "");
    const options = { captureEnv: false, captureCode: false, systemMetrics: false };
    run = init({ storage: store.root, ...options });
  });
  afterEach(() => {
    run.finish();
    mock.restoreAll();
    store.dispose();
  });

  function directory(): string {
    return run.runDir;
  }

  function media(relative: string): Buffer {
    return readFileSync(path.join(directory(), relative));
  }

  it("take encoded bytes in any view of them, and paths", () => {
    const file = path.join(store.root, "a.gif");
    mkdirSync(store.root, { recursive: true });
    writeFileSync(file, gif);
    const view = new DataView(gif.buffer, gif.byteOffset, gif.length);
    const buffer = Uint8Array.from(gif).buffer;
    for (const image of [
      gif,
      Uint8Array.from(gif),
      view,
      buffer,
      file,
      new URL(`file://${file}`),
    ]) {
      const relative = run.logImage("gif", image);
      assert.match(relative, /^media\/\d+_[0-9a-f]{6}_gif\.gif$/);
      assert.deepEqual(media(relative), gif);
    }
    const { data } = readEvents(directory()).rows[0]!;
    assert.deepEqual([data["width"], data["height"], data["format"]], [5, 6, "gif"]);
  });

  it("take canvases, picture data and tensors", () => {
    const canvas = { toBuffer: (type: string) => (type === "image/png" ? gif : assert.fail(type)) };
    assert.deepEqual(media(run.logImage("canvas", canvas)), gif);
    assert.match(run.logImage("jpg", canvas, { format: "jpg" }), /gif$/);
    assert.match(told, /jpg could not be written, png is/);
    const data = Uint8ClampedArray.of(1, 2, 3, 4, 5, 6, 7, 8);
    const png = decodePng(media(run.logImage("data", { width: 2, height: 1, data })));
    assert.deepEqual(png.frames, [[...data]]);
    assert.equal(png.channels, 4);
  });

  it("copy a large file in pieces, and leave its source alone", () => {
    mkdirSync(store.root, { recursive: true });
    const file = path.join(store.root, "long.mp4");
    const content = Buffer.alloc(3 * 1024 * 1024 + 17, "x");
    writeFileSync(file, content);
    const relative = run.logVideo("v", file, { fps: 25 });
    assert.match(relative, /\.mp4$/);
    assert.ok(media(relative).equals(content));
    assert.ok(readFileSync(file).equals(content));
  });

  it("wait for no pipe, read no device and no folder, and say what is wrong", () => {
    mkdirSync(store.root, { recursive: true });
    const pipe = path.join(store.root, "pipe");
    execFileSync("mkfifo", [pipe]);
    const hostile = new Proxy({}, { get: () => assert.fail("looked at") });
    const bad = [pipe, "/dev/zero", store.root, "/no/such.png", "", "a\0b", hostile, null, 5, {}];
    for (const value of [
      ...bad,
      { toBuffer: () => Promise.resolve(gif) },
      { width: 3, height: 3, data: [1] },
    ]) {
      assert.equal(run.logImage("bad", value), "");
      assert.equal(run.logAudio("bad", value), "");
      assert.equal(run.logVideo("bad", value), "");
    }
    assert.equal(run.droppedValues, 36);
    assert.equal(run.droppedRecords, 0);
    assert.deepEqual(readEvents(directory()).rows, []);
    assert.equal(told.split("\n").filter((line) => line.includes("is not recorded")).length, 1);
  });

  it("cost one record when the disk refuses, and are kept again afterwards", () => {
    const folder = path.join(directory(), "media");
    rmSync(folder, { recursive: true, force: true });
    writeFileSync(folder, "in the way");
    assert.equal(run.logImage("lost", gif), "");
    assert.deepEqual([run.droppedRecords, run.droppedValues], [1, 0]);
    rmSync(folder);
    assert.notEqual(run.logImage("kept", gif), "");
    assert.equal(readdirSync(folder).length, 1);
    assert.deepEqual(
      readEvents(directory()).rows.map(({ data }) => data["key"]),
      ["kept"],
    );
  });

  it("leave no file without a record", () => {
    run.logImage("first", gif);
    run.finish();
    assert.equal(run.logImage("late", gif), "");
    assert.equal(readdirSync(path.join(directory(), "media")).length, 1);
  });

  it("have names that every file system takes", () => {
    const odd = '../..\\:*?"<>|\0\n ü☃🦄'.repeat(20);
    const name = mediaName(1, "abcdef", odd, "png");
    assert.match(name, /^1_abcdef_\.\._\.\.[^\\/:*?"<>|\0-\x20]*\.png$/);
    assert.ok(Buffer.byteLength(name) <= 114 && !name.includes("\ufffd"), name);
  });
});
