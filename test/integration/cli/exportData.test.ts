import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import path from "node:path";

import { runHere } from "#test/support/runHere.ts";
import { startViewer } from "#test/support/startViewer.ts";
import { TempStore } from "#test/support/tempStore.ts";

const id = "20260101_120000_aaaaaa";
/** Names and values that mean something to a spreadsheet, to XML, to Markdown and to a browser. */
const hostile =
  "=cmd|'/c calc'!A1,\"x\"\n<script>alert(1)</script> [a](javascript:b) `c` \u0001 | https://x.y";

describe("runicorn export-data", () => {
  let files: TempStore;
  before(() => {
    files = new TempStore();
    const directory = files.writeRun({
      id,
      config: { lr: 0.1, note: hostile },
      summary: { acc: 0.5, nested: { a: [1] } },
      meta: { alias: hostile },
    });
    const log = (data: string) =>
      appendFileSync(
        path.join(directory, "events.jsonl"),
        `{"ts":5,"type":"metrics","data":${data}}\n`,
      );
    log('{"loss":0.5,"global_step":1,"time":10.25,"stage":"train"}');
    log(`{"loss":NaN,${JSON.stringify(hostile)}:1e300,"global_step":2,"time":11,"stage":"=1+1"}`);
    log('{"acc":-0.125,"global_step":-3,"time":12}');
    appendFileSync(path.join(directory, "events.jsonl"), '{"torn');
  });
  after(() => files.dispose());

  const run = (...args: string[]) =>
    runHere(["export-data", ...args, "--storage", files.root], { cwd: files.folder });
  /** As another program reads it. */
  const read = (format: string, file: string) =>
    JSON.parse(
      execFileSync(
        process.env["PYTHON"] ?? "python3",
        ["test/integration/cli/export_data.py", format, path.join(files.folder, file)],
        { encoding: "utf8" },
      ),
    ) as unknown;

  it("writes CSV in which nothing is a formula", async () => {
    assert.equal((await run(id)).code, 0);
    assert.deepEqual(read("csv", `${id}.csv`), [
      ["step", "time", "stage", "loss", `'${hostile}`, "acc"],
      ["1", "10.25", "train", "0.5", "", ""],
      ["2", "11", "'=1+1", "NaN", "1e+300", ""],
      ["-3", "12", "", "", "", "-0.125"],
    ]);
  });

  it("writes JSON with everything", async () => {
    const { stdout } = await run(id, "--format", "json", "--output", "-");
    const {
      run: told,
      metrics,
      records,
    } = JSON.parse(stdout) as {
      run: { id: string; config: object };
      metrics: { key: string; nan: number }[];
      records: object[];
    };
    assert.deepEqual([told.id, told.config], [id, { lr: 0.1, note: hostile }]);
    assert.deepEqual(
      metrics.map(({ key, nan }) => [key, nan]),
      [
        ["loss", 1],
        [hostile, 0],
        ["acc", 0],
      ],
    );
    assert.deepEqual(records, [
      { step: 1, time: 10.25, stage: "train", values: { loss: 0.5 } },
      { step: 2, time: 11, stage: "=1+1", values: { loss: "NaN", [hostile]: 1e300 } },
      { step: -3, time: 12, values: { acc: -0.125 } },
    ]);
  });

  it("writes a workbook that another program opens", async () => {
    assert.equal((await run(id, "--format", "excel")).code, 0);
    const [facts, rows] = read("excel", `${id}.xlsx`) as [unknown[][], unknown[][]];
    const text = hostile.replace("\u0001", "\ufffd");
    assert.deepEqual(facts.slice(0, 2), [
      ["run", id],
      ["project", "cv"],
    ]);
    assert.deepEqual(
      facts.filter(([name]) => String(name).includes(".")),
      [
        ["config.lr", 0.1],
        ["config.note", text],
        ["summary.acc", 0.5],
        ["summary.nested", '{"a":[1]}'],
      ],
    );
    assert.deepEqual(rows, [
      ["step", "time", "stage", "loss", text, "acc"],
      [1, 10.25, "train", 0.5, null, null],
      [2, 11, "=1+1", "NaN", 1e300, null],
      [-3, 12, null, null, null, -0.125],
    ]);
  });

  it("writes an event file with TensorBoard's checksums", async () => {
    assert.equal((await run(id, "--format", "tensorboard")).code, 0);
    assert.deepEqual(read("tensorboard", `${id}.tfevents`), [
      ["loss", 1, 10.25, "0.5"],
      ["loss", 2, 11, "nan"],
      [hostile, 2, 11, "inf"],
      ["acc", -3, 12, "-0.125"],
    ]);
  });

  it("writes reports in which hostile text is only text", async () => {
    const markdown = (await run(id, "--format", "markdown", "--output", "-")).stdout;
    assert.match(markdown, /^\| lr \| 0\.1 \|$/m);
    assert.ok(!/(?<!\\)[<`[]|https:/.test(markdown), markdown);
    // A row stays a row.
    for (const line of markdown.split("\n").filter((text) => text.startsWith("|")))
      assert.ok([3, 8].includes(line.replaceAll("\\|", "").split("|").length - 1), line);
    const html = (await run(id, "--format", "html", "--output", "-")).stdout;
    assert.ok(!html.includes("<script"));
    assert.match(html, /<td>loss<\/td><td>1<\/td>/);
  });

  it("wrong usage is told, and what is there is kept", async () => {
    assert.equal((await run()).code, 2);
    assert.equal((await run(id, "--format", "pdf")).code, 2);
    assert.match((await run("nope")).stderr, /There is no run nope/);
    assert.ok(!existsSync(path.join(files.folder, "nope.csv")));
    const before = readFileSync(path.join(files.folder, `${id}.csv`));
    assert.equal((await run(id)).code, 1);
    assert.deepEqual(readFileSync(path.join(files.folder, `${id}.csv`)), before);
    assert.equal((await run(id, "--force", "--json")).code, 0);
  });

  it("is there for V1's clients, too", async () => {
    const viewer = await startViewer({
      prepare: (store) => void store.writeRun({ id, points: [{ loss: 1 }] }),
    });
    try {
      const csv = await viewer.get(`/api/export/${id}/csv`);
      assert.equal(csv.headers.get("content-type"), "text/csv; charset=utf-8");
      assert.match(await csv.text(), /^step,time,stage,loss\r\n1,/);
      const page = await viewer.get(`/api/export/${id}/report?format=html`);
      assert.match(page.headers.get("content-disposition") ?? "", /^attachment/);
      assert.equal((await viewer.get("/api/export/nope/csv")).status, 404);
    } finally {
      await viewer.dispose();
    }
  });
});
