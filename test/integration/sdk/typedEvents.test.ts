import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";

import { type DecodedPng, decodePng } from "#test/support/sdk/decodePng.ts";
import { readDocument, readEvents } from "#test/support/sdk/readRun.ts";
import { type Sdk, sdks } from "#test/support/sdk/sdks.ts";
import { TempStore } from "#test/support/tempStore.ts";

const calls = path.resolve(import.meta.dirname, "../../fixtures/conformance/typed.json");

interface Driven {
  directory: string;
  dropped: { records: number; values: number };
  answers: string[];
}

describe("Pictures, sound, tables and the like of both SDKs, given the same calls", () => {
  const store = new TempStore();
  const runs: Driven[] = [];

  before(function () {
    this.timeout(30_000);
    for (const sdk of sdks) runs.push(drive(sdk, store.root));
  });
  after(() => store.dispose());

  function both<T>(read: (run: Driven) => T): [T, T] {
    const [python, typescript] = runs;
    assert.ok(python && typescript);
    return [read(python), read(typescript)];
  }

  it("are the same records", () => {
    const [python, typescript] = both(({ directory }) =>
      readEvents(directory).rows.map(({ ts, data, type }) => {
        assert.ok(Math.abs(Date.now() / 1000 - ts) < 60, `ts is ${ts}`);
        const { time: _time, path: file, ...rest } = data;
        return { type, data: { ...rest, ...(file === undefined ? {} : { path: nameless(file) }) } };
      }),
    );
    assert.deepEqual(python, typescript);
    assert.deepEqual(count(python.map(({ type }) => type)), {
      metrics: 1,
      image: 10,
      audio: 9,
      video: 2,
      text: 3,
      table: 9,
      histogram: 15,
      alert: 4,
      define_metric: 3,
    });
    assert.ok(python.every(({ data }) => data["global_step"] === 7));
  });

  it("are the same files, complete, under safe names", () => {
    const [python, typescript] = both(({ directory }) => mediaOf(directory));
    assert.deepEqual(python, typescript);
    assert.equal(python.length, 23);
    const batch = python.find(({ name }) => name === "batch.png")?.content;
    const { width, height, channels } = batch as DecodedPng;
    assert.deepEqual([width, height, channels], [10, 6, 3]);
  });

  it("are named by what the calls return, with step, caption and size", () => {
    const [python, typescript] = both(({ answers, directory }) => {
      const { rows } = readEvents(directory);
      const returned = answers.filter((answer) => answer !== "");
      const recorded = rows.filter(({ type }) => ["image", "audio", "video"].includes(type));
      assert.deepEqual(
        recorded.map(({ data }) => data["path"]),
        returned,
      );
      return recorded[0]?.data;
    });
    for (const data of [python, typescript]) {
      assert.ok(data !== undefined);
      const { path: file, ...rest } = data;
      assert.match(String(file), /^media\/\d{13}_[0-9a-f]{6}_grey\.png$/);
      assert.deepEqual(rest, {
        key: "grey",
        caption: "six pixels",
        width: 3,
        height: 2,
        format: "png",
        step: 3,
        global_step: 7,
      });
    }
  });

  it("cost only themselves where they cannot be recorded", () => {
    for (const { dropped } of runs) assert.deepEqual(dropped, { records: 0, values: 13 });
  });

  it("leave the same alerts in the log", () => {
    const [python, typescript] = both(({ directory }) =>
      readFileSync(path.join(directory, "logs.txt"), "utf8").replaceAll(
        /^\d\d:\d\d:\d\d \| /gm,
        "TIME | ",
      ),
    );
    assert.equal(python, typescript);
    assert.ok(
      python.startsWith("TIME | a line of the log\nTIME | ⚠️ Alert: Diverged: loss is NaN\n"),
    );
  });
});

/** The files of a run by the part of their name that does not change, with what is in them. */
function mediaOf(directory: string) {
  const files = readdirSync(path.join(directory, "media"));
  const read = files.map((file) => {
    assert.ok(Buffer.byteLength(file) <= 143, `${file} is too long for some file systems`);
    return { name: nameless(`media/${file}`), content: contentOf(directory, file) };
  });
  return read.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function contentOf(directory: string, file: string): unknown {
  const content = readFileSync(path.join(directory, "media", file));
  if (file.endsWith(".json")) return readDocument(directory, `media/${file}`);
  return file.endsWith(".png") && content.length > 40 ? decodePng(content) : content;
}

function nameless(file: unknown): string {
  const [, name] = /^media\/\d{13}_[0-9a-f]{6}_([^/\\]+)$/.exec(String(file)) ?? [];
  assert.ok(name !== undefined, String(file));
  return name;
}

function count(items: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[item] = (counts[item] ?? 0) + 1;
  return counts;
}

function drive(sdk: Sdk, root: string): Driven {
  const output = execFileSync(sdk.command, [sdk.program("driveTyped"), calls, root], {
    env: sdk.env,
    stdio: ["ignore", "pipe", "ignore"],
  });
  return JSON.parse(output.toString()) as Driven;
}
