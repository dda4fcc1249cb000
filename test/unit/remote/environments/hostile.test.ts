import assert from "node:assert/strict";

import { detect } from "#core/remote/environments/detect.ts";
import { listFolder } from "#core/remote/environments/look.ts";
import { AnsweringMachine, machineRecord } from "#test/support/remote/answeringMachine.ts";

const long = 4_000_000;

describe("a hostile machine", function () {
  this.timeout(60_000);

  for (const [what, lines] of Object.entries({
    "a libc without end": () => [machineRecord({ 3: "musl ".repeat(long / 5) })],
    "a disk of blanks": () => [machineRecord({ 9: " ".repeat(long) })],
    "a disk of numbers": () => [machineRecord({ 9: " 1".repeat(long / 2) })],
    "a version of digits": () => [machineRecord(), `node\t1\tpath\t/n\t22.${"1".repeat(long)}`],
    "a Python of digits": () => [
      machineRecord(),
      `python\t1\tpath\t/p\tx${Buffer.from(`3.${"1".repeat(long / 4)}`).toString("hex")}`,
    ],
    "environments without end": () => [
      machineRecord(),
      ...Array.from(
        { length: 12_000 },
        (_, i) => `refused\t${i}\tpython\tvenv\t/${"x".repeat(400)}${i}/bin/python\towner\t/`,
      ),
    ],
    "roots without end": () => [
      machineRecord(),
      ...Array.from({ length: 180_000 }, (_, i) => `root\t/${i}`),
    ],
  })) {
    it(`does not keep us busy with ${what}`, async () => {
      const began = performance.now();
      await detect(new AnsweringMachine(lines));
      assert.ok(performance.now() - began < 5000);
    });
  }

  it("cannot make a folder larger than we asked for", async () => {
    const entries = Array.from({ length: 120_000 }, (_, i) => `entry\t${i}\tother\t1\t2`);
    const { items } = await listFolder(
      new AnsweringMachine(() => ["path\t/\tfolder", ...entries]),
      "/",
    );
    assert.equal(items.length, 10_000);
  });
});
