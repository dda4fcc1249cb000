import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";

import { type Viewer, startViewer } from "#test/support/startViewer.ts";

type Json = Record<string, unknown>;

const ids = ["20260101_120000_aaaaaa", "20260101_120000_bbbbbb"] as const;
const hash = (c: string) => c.repeat(64);

describe("V1: what a run recorded of its inputs and outputs", () => {
  let viewer: Viewer;
  const directories: string[] = [];

  beforeEach(async () => {
    viewer = await startViewer({
      prepare(files) {
        directories.length = 0;
        for (const id of ids) directories.push(files.writeRun({ id }));
      },
    });
  });
  afterEach(() => viewer.dispose());

  const get = async (address: string) =>
    (await (await viewer.get(`/api/${address}`)).json()) as Json;

  it("assets are listed, counted and downloaded: those of the run and no other file", async () => {
    const root = viewer.files.root;
    const blob = `archive/blobs/aa/${hash("a")}`;
    const other = `archive/blobs/bb/${hash("b")}`;
    for (const file of [blob, other]) {
      mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      writeFileSync(path.join(root, file), `bytes of ${file}`);
    }
    const data = { name: "d", fingerprint: hash("a"), archive_path: `/old/place/${blob}` };
    const own = { name: "own", fingerprint: hash("c") };
    const write = (i: number, datasets: object[]) =>
      writeFileSync(path.join(directories[i] ?? "", "assets.json"), JSON.stringify({ datasets }));
    write(0, [data, own]);
    write(1, [data]);
    writeFileSync(path.join(directories[0] ?? "", "code_snapshot.zip"), "zip");
    symlinkSync("/etc/passwd", path.join(directories[0] ?? "", "link"));

    const { assets, assets_count } = await get(`runs/${ids[0]}/assets`);
    assert.deepEqual([assets, assets_count], [{ datasets: [data, own] }, 2]);
    const refs = await get(`runs/${ids[0]}/assets/refs`);
    assert.deepEqual([refs["orphaned_count"], refs["shared_count"]], [1, 1]);
    assert.equal((refs["shared_assets"] as Json[])[0]?.["ref_count"], 2);

    const download = (file: string, more = "") =>
      viewer.get(`/api/runs/${ids[0]}/assets/download?path=${encodeURIComponent(file)}${more}`);
    for (const named of [data.archive_path, path.join(root, blob), blob]) {
      const answer = await download(named, "&filename=data.bin");
      assert.equal(await answer.text(), `bytes of ${blob}`, named);
      assert.match(
        answer.headers.get("content-disposition") ?? "",
        /attachment; filename="?data.bin"?$/,
      );
    }
    assert.equal(await (await download("code_snapshot.zip")).text(), "zip");
    const secrets = [
      "/etc/passwd",
      "link",
      other,
      path.join(root, other),
      "../../../../etc/passwd",
      `archive/blobs/../blobs/bb/${hash("b")}`,
      path.join(directories[1] ?? "", "meta.json"),
      ".writer.json",
      "media/..",
      ".",
      "\0",
    ];
    for (const secret of secrets) {
      assert.equal((await download(secret)).status, 404, JSON.stringify(secret));
    }
  });

  it("an asset that is a folder comes as an archive of it", async () => {
    const root = viewer.files.root;
    const write = (file: string, text: string) => {
      mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      writeFileSync(path.join(root, file), text);
    };
    const manifest = `archive/manifests/datasets/aa/${hash("a")}.json`;
    const folder = `archive/outputs/rolling/${ids[0]}/sha_checkpoints`;
    write(`archive/blobs/bb/${hash("b")}`, "picture");
    const entry = { sha256: hash("b"), size_bytes: 7 };
    const outside = { "../../evil": entry, "/evil": entry };
    write(manifest, JSON.stringify({ files: { "train/1.png": entry, ...outside } }));
    write(`${folder}/last.pt`, "weights");
    write(`${folder}/deep/best.pt`, "better");
    const assets = [{ archive_path: `/old/${manifest}` }, { archive_path: `/old/${folder}` }];
    writeFileSync(
      path.join(directories[0] ?? "", "assets.json"),
      JSON.stringify({ outputs: assets }),
    );
    const unpacked = async (file: string) => {
      const answer = await viewer.get(`/api/runs/${ids[0]}/assets/download?path=/old/${file}`);
      assert.equal(answer.headers.get("content-type"), "application/zip");
      const zip = path.join(viewer.files.folder, "asset.zip");
      writeFileSync(zip, await answer.bytes());
      const list =
        "import json,sys,zipfile;z=zipfile.ZipFile(sys.argv[1]);print(json.dumps({n:z.read(n).decode() for n in z.namelist()}))";
      return JSON.parse(execFileSync("python3", ["-c", list, zip]).toString()) as object;
    };
    assert.deepEqual(await unpacked(manifest), { "train/1.png": "picture" });
    assert.deepEqual(await unpacked(folder), { "last.pt": "weights", "deep/best.pt": "better" });
  });
});
