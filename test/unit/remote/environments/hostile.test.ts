import assert from "node:assert/strict";

import { detect } from "#core/remote/environments/detect.ts";
import { listFolder } from "#core/remote/environments/look.ts";
import type { RunOptions, RunResult } from "#core/remote/ssh/sshLink.ts";

/** A machine that sees our nonce and answers what it likes. */
const answering = (lines: (nonce: string) => string[]) => ({
  ping: () => Promise.resolve(1),
  run: (_: string, { input }: RunOptions = {}): Promise<RunResult> => {
    const nonce = /begin (\w+) end/.exec(typeof input === "string" ? input : "")?.[1] ?? "";
    const records = [...lines(nonce), "end\t0"].map((line) => `${nonce}\t${line}\n`);
    const stdout = Buffer.from(records.join("")).subarray(-8 * 1024 * 1024);
    return Promise.resolve({ code: 0, stdout, stderr: Buffer.alloc(0) });
  },
});
const machine = (changes: Record<number, string> = {}) => {
  const fields = ["machine", "Linux", "x86_64", "", "h", "u", "1", "/home/u", "/bin/sh", "", ""];
  for (const [index, value] of Object.entries(changes)) fields[Number(index)] = value;
  return fields.slice(0, 10).join("\t");
};
const long = 4_000_000;

describe("a hostile machine", function () {
  this.timeout(60_000);

  for (const [what, lines] of Object.entries({
    "a libc without end": () => [machine({ 3: "musl ".repeat(long / 5) })],
    "a disk of blanks": () => [machine({ 9: " ".repeat(long) })],
    "a disk of numbers": () => [machine({ 9: " 1".repeat(long / 2) })],
    "a version of digits": () => [machine(), `node\t1\tpath\t/n\t22.${"1".repeat(long)}`],
    "a Python of digits": () => [
      machine(),
      `python\t1\tpath\t/p\tx${Buffer.from(`3.${"1".repeat(long / 4)}`).toString("hex")}`,
    ],
    "environments without end": () => [
      machine(),
      ...Array.from(
        { length: 12_000 },
        (_, i) => `refused\t${i}\tpython\tvenv\t/${"x".repeat(400)}${i}/bin/python\towner\t/`,
      ),
    ],
    "roots without end": () => [
      machine(),
      ...Array.from({ length: 180_000 }, (_, i) => `root\t/${i}`),
    ],
  })) {
    it(`does not keep us busy with ${what}`, async () => {
      const began = performance.now();
      await detect(answering(lines));
      assert.ok(performance.now() - began < 5000);
    });
  }

  it("cannot make a folder larger than we asked for", async () => {
    const entries = Array.from({ length: 120_000 }, (_, i) => `entry\t${i}\tother\t1\t2`);
    const { items } = await listFolder(
      answering(() => ["path\t/\tfolder", ...entries]),
      "/",
    );
    assert.equal(items.length, 10_000);
  });
});
