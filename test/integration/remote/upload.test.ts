import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";

import { startScript } from "#core/remote/script/startScript.ts";
import { LineReader } from "#core/remote/viewer/lineReader.ts";
import type { Parcel } from "#core/remote/viewer/parcel.ts";
import { startDialogue } from "#core/remote/viewer/startDialogue.ts";
import { ViewerLog } from "#core/remote/viewer/viewerLog.ts";
import { LocalLink } from "#test/support/remote/localLink.ts";
import { parcelOf, thisNode, tinyServer } from "#test/support/remote/tinyServer.ts";

const script = ["environments/trusted.sh", "viewer/startViewer.sh"].map((name) =>
  path.resolve("core/remote", name),
);
const shells = [
  "/bin/dash",
  "/bin/bash",
  "/bin/ksh",
  "/bin/ksh93",
  "/bin/mksh",
  "/bin/zsh",
  "/bin/busybox",
];

interface Start {
  readonly server: Parcel;
  readonly node?: string | Parcel;
  readonly root?: string;
  readonly more?: readonly string[];
}

/** The script that puts a viewer on another machine, on this one; a small program stands in for the viewer. */
describe("upload and start of a viewer", function () {
  this.timeout(60_000);
  let home: string;
  let link: LocalLink;
  let progress: string[];

  beforeEach(() => {
    home = mkdtempSync(path.join(os.tmpdir(), "runicorn home '\"$(x) "));
    link = new LocalLink({ home });
    progress = [];
  });
  afterEach(() => {
    link.cut();
    rmSync(home, { recursive: true, force: true });
  });

  async function start(
    { server, node = process.execPath, root = "/store", more = [] }: Start,
    by = link,
  ) {
    const brought = typeof node === "string" ? undefined : node;
    const describe = (one?: Parcel) => [
      one?.folder ?? "",
      one?.checksums ?? "",
      String(one?.files ?? ""),
    ];
    const given = [root, typeof node === "string" ? node : ""];
    const parameters = [...given, ...describe(server), ...describe(brought), ...more];
    const { process: started } = await startScript(by, script, parameters);
    const { hello, rest } = await startDialogue({
      process: started,
      parcels: { server, node: brought },
      token: "the-token",
      log: new ViewerLog(),
      signal: AbortSignal.timeout(50_000),
      onProgress: (message) => progress.push(message),
    });
    if (rest.length > 0) started.stdout.unshift(rest);
    const lines = new LineReader(started.stdout, 1 << 20);
    started.stdout.resume();
    const told = JSON.parse((await lines.next()) ?? "") as {
      token: string;
      argv: string[];
      file: string;
      env: string[];
    };
    return { hello, told, lines, started };
  }

  const uploads = () => progress.filter((message) => message.startsWith("Uploading"));
  const folder = (parcel: Parcel) => path.join(home, ".runicorn", parcel.folder);

  it("is uploaded once, into a private folder named after its content, and left alone from then on", async () => {
    const server = await tinyServer();
    const first = await start({ server });
    assert.equal(first.hello.version, "tiny");
    assert.equal(first.told.file, path.join(folder(server), "runicorn.cjs"));
    assert.equal(uploads().length, 1);
    assert.equal(statSync(folder(server)).mode & 0o777, 0o700);
    assert.equal(statSync(path.dirname(folder(server))).mode & 0o777, 0o700);
    await start({ server });
    assert.equal(uploads().length, 1);
    // Another content lies beside it.
    const other = await tinyServer("<b>");
    assert.notEqual(other.folder, server.folder);
    await start({ server: other });
    assert.equal(uploads().length, 2);
    assert.deepEqual(readdirSync(path.join(home, ".runicorn/server")).length, 2);
  });

  it("a folder that was tampered with is replaced before anything of it runs", async () => {
    const server = await tinyServer();
    await start({ server });
    const tampering: ((place: string) => void)[] = [
      (place) => appendFileSync(path.join(place, "runicorn.cjs"), "console.log('not ours')"),
      (place) => rmSync(path.join(place, "webviews/page.html")),
      (place) => writeFileSync(path.join(place, "bufferutil.js"), ""),
      (place) => {
        const file = path.join(place, "runicorn.cjs");
        rmSync(file);
        symlinkSync("/etc/passwd", file);
      },
    ];
    for (const [i, tamper] of tampering.entries()) {
      tamper(folder(server));
      const { told } = await start({ server });
      assert.equal(told.token, "the-token");
      assert.equal(uploads().length, 2 + i);
    }
    assert.deepEqual(readdirSync(folder(server)).sort(), ["runicorn.cjs", "webviews"]);
    assert.equal(readdirSync(path.join(home, ".runicorn/server")).length, 1);
  });

  it("many at once leave one whole folder, and all of them run", async () => {
    const server = await tinyServer(randomBytes(400_000).toString("hex"));
    const all = await Promise.all(Array.from({ length: 6 }, () => start({ server })));
    for (const { told } of all) assert.equal(told.file, path.join(folder(server), "runicorn.cjs"));
    const names = readdirSync(path.join(home, ".runicorn/server"));
    assert.deepEqual(names, [path.basename(server.folder)]);
  });

  it("what did not arrive whole is thrown away, and the sentence says so", async () => {
    const server = await tinyServer();
    const torn: Parcel = {
      ...server,
      open: async () => (await parcelOf("x", { "runicorn.cjs": "torn" })).open(),
    };
    await assert.rejects(start({ server: torn }), {
      code: "service_unavailable",
      message: /did not arrive whole/,
    });
    assert.deepEqual(readdirSync(path.join(home, ".runicorn/server")), []);
    await start({ server });
  });

  it("uploads cut off and versions unused for a month are swept away; others stay", async () => {
    const server = await tinyServer();
    const old = [
      ".runicorn/server/.upload-abc",
      ".runicorn/server/0.0.0-old",
      ".runicorn/node/18-old",
    ];
    const young = [".runicorn/server/0.0.0-new", ".runicorn/projects/0.0.0-old"];
    const day = 86_400;
    const now = Date.now() / 1000;
    for (const [names, age] of [
      [old, 32 * day],
      [young, 20 * day],
    ] as const) {
      for (const name of names) {
        mkdirSync(path.join(home, name), { recursive: true });
        writeFileSync(path.join(home, name, "file"), "");
        utimesSync(path.join(home, name), now - age, now - age);
      }
    }
    utimesSync(path.join(home, ".runicorn/projects/0.0.0-old"), 1, 1);
    await start({ server });
    for (const name of old) assert.ok(!existsSync(path.join(home, name)), name);
    for (const name of young) assert.ok(existsSync(path.join(home, name)), name);
    // Using a version keeps it.
    utimesSync(folder(server), now - 40 * day, now - 40 * day);
    await start({ server });
    await start({ server: await tinyServer("other") });
    assert.ok(existsSync(folder(server)));
    // So does a viewer of it that has run since then.
    utimesSync(folder(server), now - 40 * day, now - 40 * day);
    await start({ server: await tinyServer("third") });
    assert.ok(existsSync(folder(server)));
  });

  it("a Node that is brought runs the viewer, and is kept", async () => {
    const [server, node] = [await tinyServer(), await thisNode()];
    const { told } = await start({ server, node });
    assert.equal(told.token, "the-token");
    await start({ server, node });
    const kinds = new Set(uploads().map((message) => message.split(",")[0]));
    assert.deepEqual([...kinds], ["Uploading Node.js", "Uploading the viewer"]);
    // Named by its path, it is in use all the same.
    const brought = folder(node);
    utimesSync(brought, 1, 1);
    await start({ server, node: path.join(brought, "node") });
    assert.ok(existsSync(brought));
  });

  it("a Node that cannot run there is told in a sentence", async () => {
    const node = await parcelOf("node/broken", { node: "#!/nowhere\n" });
    await assert.rejects(start({ server: await tinyServer(), node }), {
      code: "service_unavailable",
      message: /Node\.js does not run on that machine/,
    });
  });

  it("a home that cannot be written to is told in a sentence", async () => {
    writeFileSync(path.join(home, ".runicorn"), "a file in the way");
    await assert.rejects(start({ server: await tinyServer() }), {
      message: /cannot be made or is not this user's/,
    });
  });

  for (const shell of shells.filter((file) => existsSync(file))) {
    it(`roots and what follows on stdin arrive byte by byte through ${shell}`, async () => {
      const by = new LocalLink({ home, shell: shell.endsWith("busybox") ? `${shell} sh` : shell });
      const roots = ['/it\'s "quoted" $(touch x)`y`;z\\n\nü 世界 \u{1f600}\n\n', "-rf * \\"];
      for (const root of roots) {
        const { told, lines, started } = await start(
          { server: await tinyServer(), root, more: ["--bridge", "a b"] },
          by,
        );
        assert.deepEqual(told.argv, [
          "viewer",
          "--stdio",
          "--token-stdin",
          `--storage=${root}`,
          "--bridge",
          "a b",
        ]);
        assert.equal(told.token, "the-token");
        assert.ok(!told.env.includes("nonce"));
        const said = ["", "  spaces  ", "\\0 'x' ü", "x".repeat(100_000)];
        started.stdin.write(said.map((line) => `${line}\n`).join(""));
        for (const line of said) assert.equal(JSON.parse((await lines.next()) ?? ""), line);
        started.stdin.end();
        assert.equal((await started.ended).code, 0);
      }
      by.cut();
    });
  }

  it("runs no Node that others could have changed, and puts nothing where they could", async () => {
    const server = await tinyServer();
    const open = path.join(home, "open");
    mkdirSync(open);
    symlinkSync(process.execPath, path.join(open, "node"));
    chmodSync(open, 0o777);
    const node = path.join(open, "node");
    await assert.rejects(start({ server, node }), (error: Error) => {
      assert.match(error.message, /^Not run: everybody on that machine may change/);
      return error.message.includes(open);
    });
    assert.equal(existsSync(folder(server)), false);
    await assert.rejects(start({ server, node: "/nowhere/node" }), /There is no Node.js at/);
    chmodSync(path.join(home, ".runicorn"), 0o777);
    await start({ server });
    assert.equal(statSync(path.join(home, ".runicorn")).mode & 0o022, 0);
  });
});
