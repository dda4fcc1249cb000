import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import { AppendFile } from "../../../sdk/typescript/src/appendFile.ts";
import { lastStep } from "../../../sdk/typescript/src/lastStep.ts";

describe("AppendFile", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-append-"));
  const file = path.join(folder, "events.jsonl");
  after(() => rmSync(folder, { recursive: true }));

  it("begins a new line after the torn one a dead writer left", () => {
    writeFileSync(file, '{"whole":1}\n{"to');
    const events = new AppendFile(file);
    events.append('{"a":1}\n');
    events.append('{"b":"ü"}\n');
    events.close();
    assert.equal(readFileSync(file, "utf8"), '{"whole":1}\n{"to\n{"a":1}\n{"b":"ü"}\n');
  });

  it("adds nothing to a whole last line", () => {
    writeFileSync(file, "{}\n");
    const events = new AppendFile(file);
    events.append("{}\n");
    events.close();
    events.close();
    assert.equal(readFileSync(file, "utf8"), "{}\n{}\n");
  });

  it("keeps every line of two writers", () => {
    writeFileSync(file, "");
    const [one, two] = [new AppendFile(file), new AppendFile(file)];
    for (let i = 0; i < 100; i++) {
      one.append(`one ${i}\n`);
      two.append(`two ${i}\n`);
    }
    one.close();
    two.close();
    assert.equal(readFileSync(file, "utf8").split("\n").length, 201);
  });
});

describe("The last step of a run", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-last-"));
  const file = path.join(folder, "events.jsonl");
  after(() => rmSync(folder, { recursive: true }));
  const record = (step: number, text = "") =>
    `{"ts":1,"type":"metrics","data":{"t":${JSON.stringify(text)},"x":NaN,"global_step":${step},"time":1}}\n`;

  it("is that of the last record that can be read", () => {
    writeFileSync(
      file,
      `${record(4)}${record(5)}{"type":"image","data":{"global_step":9}}\ngarbage "global_step"\n{"ts":1,"type":"metr`,
    );
    assert.equal(lastStep(file), 5);
  });

  it("is found behind lines longer than what is read at once", () => {
    writeFileSync(file, record(1) + record(2, "ü".repeat(200_000)) + "x".repeat(300_000));
    assert.equal(lastStep(file), 2);
    writeFileSync(file, record(3) + `{"type":"text","data":"${"x".repeat(300_000)}"}\n`);
    assert.equal(lastStep(file), 3);
  });

  it("is 0 where there is none", () => {
    writeFileSync(file, "");
    assert.equal(lastStep(file), 0);
    assert.equal(lastStep(path.join(folder, "none")), 0);
    assert.equal(lastStep(folder), 0);
  });
});
