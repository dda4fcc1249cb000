import assert from "node:assert/strict";
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";

import { extract } from "tar-stream";

import type { RemoteSession } from "#core/remote/session/remoteSession.ts";
import type { Parcel } from "#core/remote/viewer/parcel.ts";
import { platformOf } from "#core/remote/viewer/platform.ts";
import { serverParcel } from "#core/remote/viewer/serverParcel.ts";
import { ViewerPool } from "#core/remote/viewer/viewerPool.ts";
import { LocalLink } from "#test/support/remote/localLink.ts";
import { askViewer, thisMachine } from "#test/support/remote/remoteHost.ts";
import { TempStore } from "#test/support/tempStore.ts";

const platforms = [
  ["linux", "x64", "glibc", "linux-x64"],
  ["linux", "arm64", "glibc", "linux-arm64"],
  ["linux", "x64", "musl", "linuxmusl-x64"],
  ["linux", "arm64", "musl", "linuxmusl-arm64"],
  ["darwin", "x64", undefined, "darwin-x64"],
  ["darwin", "arm64", undefined, "darwin-arm64"],
] as const;

/** What goes to another machine, out of the real dist/. */
describe("the viewer's bundle for another machine", function () {
  this.timeout(60_000);

  before(function () {
    if (!existsSync("dist/runicorn.cjs")) this.skip();
  });

  for (const [system, arch, libc, name] of platforms) {
    it(`for ${name} it is the programs, the pages and one binary`, async () => {
      const platform = platformOf({
        os: system,
        arch,
        libc: libc && { name: libc, version: "2.36" },
      });
      const names = await namesIn(await serverParcel("dist", "1.2.3", platform));
      assert.ok(names.includes("runicorn.cjs") && names.includes("ingestWorker.cjs"));
      assert.ok(names.includes("webviews/viewer.js") && names.includes("webviews/viewer.css"));
      const binaries = names.filter((one) => one.endsWith(".node"));
      assert.deepEqual(binaries, [`prebuilds/${name}.node`]);
      assert.deepEqual(
        names.filter((one) => /extension|demo|\.map$/.test(one)),
        [],
      );
    });
  }

  it("the same files make the same archive, under the same name", async () => {
    const [one, other] = await Promise.all([make(), make()]);
    assert.match(one.folder, /^server\/1\.2\.3-[\da-f]{12}$/);
    assert.deepEqual([one.folder, one.checksums], [other.folder, other.checksums]);
    assert.ok((await bytesOf(one)).equals(await bytesOf(other)));
  });

  it("where its SQLite binary cannot be loaded, as with an old C library, Node's own serves", async () => {
    const files = new TempStore();
    files.writeRun();
    const bundleFolder = path.join(files.folder, "dist");
    cpSync("dist", bundleFolder, { recursive: true });
    const { arch } = process;
    writeFileSync(
      path.join(bundleFolder, `prebuilds/linux-${arch}.node`),
      "not for this C library",
    );
    const home = path.join(files.folder, "home");
    cpSync(path.join(files.folder, ".runicorn"), path.join(home, "store"), { recursive: true });
    const link = new LocalLink({ home });
    const session = {
      id: "here",
      target: { host: "here" },
      state: { status: "connected" },
      link: () => Promise.resolve(link),
      onChange: () => ({ dispose() {} }),
    } as unknown as RemoteSession;
    const viewers = new ViewerPool({
      bundleFolder,
      version: "1.2.3",
      env: { HOME: home },
      examine: () => Promise.resolve(thisMachine),
    });
    const viewer = await viewers.start(session, {
      root: "~/store",
      questions: { confirm: () => Promise.resolve(false) },
      signal: AbortSignal.timeout(40_000),
      onProgress: () => {},
    });
    const { body } = await askViewer(viewer, "/api/v2/runs");
    assert.equal((JSON.parse(body) as { total: number }).total, 1, viewer.logs(20).join("\n"));
    await viewers.dispose();
    link.cut();
    files.dispose();
  });

  it("a build that is not whole is told in a sentence", async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-dist-"));
    await assert.rejects(make(folder), { code: "service_unavailable", message: /is not whole/ });
    // Nor is one that changed since it was looked at.
    cpSync("dist", folder, { recursive: true });
    const parcel = await make(folder);
    writeFileSync(path.join(folder, "runicorn.cjs"), "another version");
    await assert.rejects(parcel.open(), {
      code: "service_unavailable",
      message: /updated meanwhile/,
    });
    rmSync(folder, { recursive: true });
  });
});

function make(folder = "dist"): Promise<Parcel> {
  return serverParcel(folder, "1.2.3", { os: "linux", arch: "x64" });
}

async function bytesOf(parcel: Parcel): Promise<Buffer> {
  const { bytes, content } = await parcel.open();
  const archive = await buffer(content);
  assert.equal(archive.length, bytes);
  return archive;
}

async function namesIn(parcel: Parcel): Promise<string[]> {
  const names: string[] = [];
  for await (const entry of Readable.from([gunzipSync(await bytesOf(parcel))]).pipe(extract())) {
    names.push(entry.header.name);
    entry.resume();
  }
  assert.equal(names.length, parcel.files);
  return names;
}
