import assert from "node:assert/strict";

import { RunicornError } from "#core/protocol/errors.ts";
import { machineOf } from "#core/remote/environments/machine.ts";
import { nodeProgramsOf } from "#core/remote/environments/nodeProgram.ts";
import { timeThere } from "#core/remote/environments/timeThere.ts";

const nowhere = { temporaryFolder: "", runtimeFolder: "" };
const told = (changes: Record<number, string>) => {
  const record = [
    "machine",
    "Linux",
    "x86_64",
    "glibc 2.36",
    "gpu1",
    "ada",
    "1000",
    "/home/ada",
    "/bin/bash",
    "/dev/vda1 1000 400 600 40% /",
  ];
  for (const [index, value] of Object.entries(changes)) record[Number(index)] = value;
  return machineOf([record], nowhere);
};

describe("what a machine tells of itself", () => {
  it("is put in Node's words", () => {
    assert.deepEqual(told({}), {
      os: "linux",
      arch: "x64",
      libc: { name: "glibc", version: "2.36" },
      hostname: "gpu1",
      user: "ada",
      uid: 1000,
      home: "/home/ada",
      shell: "/bin/bash",
      temporaryFolder: undefined,
      runtimeFolder: undefined,
      freeBytes: 600 * 1024,
    });
    const mac = told({ 1: "Darwin", 2: "arm64", 3: "", 9: "map auto_home 10 4 6 40% /home/a b" });
    assert.deepEqual(
      [mac.os, mac.arch, mac.libc, mac.freeBytes],
      ["darwin", "arm64", undefined, 6144],
    );
    assert.equal(told({ 2: "aarch64" }).arch, "arm64");
  });

  for (const [said, libc] of [
    ["musl libc (x86_64)\nVersion 1.2.4", { name: "musl", version: "1.2.4" }],
    ["ldd (Debian GLIBC 2.36-9+deb12u10) 2.36", { name: "glibc", version: "2.36" }],
    ["ldd (GNU libc) 2.28", { name: "glibc", version: "2.28" }],
    ["ldd (Ubuntu GLIBC 2.35-0ubuntu3.8) 2.35", { name: "glibc", version: "2.35" }],
    ["sh: ldd: not found", undefined],
  ] as const) {
    it(`has ${libc === undefined ? "no known libc" : `${libc.name} ${libc.version}`} where ldd says ${JSON.stringify(said)}`, () => {
      assert.deepEqual(told({ 3: said }).libc, libc);
    });
  }

  it("is cleaned, and refused where it is nothing", () => {
    assert.equal(told({ 4: "gpu\x1b[31m1" }).hostname, "gpu [31m1");
    assert.throws(
      () => machineOf([], nowhere),
      (error) => RunicornError.is(error, "service_unavailable"),
    );
    assert.throws(() => told({ 7: "C:\\Users" }));
  });

  it("lists Node from 22.14 on, in the order of the search", () => {
    const node = (number: string, path: string, answer: string) => [
      "node",
      number,
      "path",
      path,
      answer,
    ];
    const found = nodeProgramsOf([
      node("10", "/c", "24.0.0 10 x64 linux"),
      node("2", "/b", "22.14.0 10 arm64 linux"),
      node("1", "/old", "22.13.9 9 x64 linux"),
      node("3", "/broken", ""),
      node("4", "relative", "24.0.0 10 x64 linux"),
    ]);
    assert.deepEqual(found, [
      { path: "/b", version: "22.14.0", napi: 10, arch: "arm64" },
      { path: "/c", version: "24.0.0", napi: 10, arch: "x64" },
    ]);
  });

  it("tells the time, to the second at least", () => {
    const at = (text: string) => timeThere([["clock", text]], { endedAt: 10_000, roundTripMs: 20 });
    assert.deepEqual(at("1700000000123456789"), {
      sentAt: 9980,
      tookMs: 20,
      theirs: 1700000000123.4568,
    });
    assert.deepEqual(at("1700000000"), { sentAt: 8980, tookMs: 1020, theirs: 1_700_000_000_500 });
    assert.equal(at("N"), undefined);
  });
});
