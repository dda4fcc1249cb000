import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";

import { readDocument } from "#test/support/sdk/readRun.ts";
import { type Sdk, sdks } from "#test/support/sdk/sdks.ts";
import { TempStore } from "#test/support/tempStore.ts";

interface Result {
  readonly version: number;
  readonly directory?: string;
}

describe("Artifacts of one SDK in the other", function () {
  this.timeout(30_000);
  const store = new TempStore();
  const python = sdks.find((sdk) => sdk.name === "python") as Sdk;
  const typescript = sdks.find((sdk) => sdk.name === "typescript") as Sdk;
  after(() => store.dispose());

  async function order(sdk: Sdk, orders: object[]): Promise<Result[]> {
    const args = [sdk.program("artifactOrders"), store.root, JSON.stringify(orders)];
    const { stdout } = await promisify(execFile)(sdk.command, args, { env: sdk.env });
    return JSON.parse(stdout) as Result[];
  }

  function directory(name: string, contents: Readonly<Record<string, string>>): string {
    const folder = path.join(store.folder, name);
    for (const [file, content] of Object.entries(contents)) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), content);
    }
    return folder;
  }

  const documents = (name: string, version: number) => {
    const folder = path.join(store.root, "artifacts/model", name, `v${version}`);
    return [readDocument(folder, "metadata.json"), readDocument(folder, "manifest.json")] as const;
  };

  it("are the same files, found, downloaded and recognised as unchanged", async () => {
    const first = directory("first", { "a.txt": "one", "sub/ünï ☃.bin": "two", "z.txt": "one" });
    const second = directory("second", { "a.txt": "changed", "sub/ünï ☃.bin": "two" });
    for (const [one, other] of [
      [python, typescript],
      [typescript, python],
    ] as const) {
      const name = `of-${one.name}`;
      const target = path.join(store.folder, `by-${other.name}`);
      assert.deepEqual(await order(one, [{ log: name, directory: first, aliases: ["best"] }]), [
        { version: 1 },
      ]);
      const results = await order(other, [
        { use: `${name}:best`, target },
        { log: name, directory: first, aliases: ["again"] },
        { log: name, directory: second },
        { use: name, target: `${target}-2` },
      ]);
      assert.deepEqual(
        results.map(({ version }) => version),
        [1, 1, 2, 2],
      );
      for (const file of ["a.txt", "sub/ünï ☃.bin", "z.txt"]) {
        const contents = [first, path.join(target, "data")].map((folder) =>
          readFileSync(path.join(folder, file), "utf8"),
        );
        assert.deepEqual(contents[0], contents[1], file);
      }
      assert.deepEqual(await order(one, [{ log: name, directory: second }]), [{ version: 2 }]);
    }
  });

  it("are written alike, key by key", () => {
    for (const version of [1, 2]) {
      const [ofPython, ofTypescript] = ["of-python", "of-typescript"].map((name) => {
        const [metadata, manifest] = documents(name, version);
        const { name: _name, created_at, updated_at, created_by_run, ...rest } = metadata;
        const { created_at: createdAt, files, ...lists } = manifest;
        assert.ok([created_at, updated_at, createdAt].every((time) => typeof time === "number"));
        assert.equal(typeof created_by_run, "string");
        const entries = files as { modified_at: number }[];
        // Two languages read the same time of a file with a different last digit.
        const rounded = entries.map((file) => ({
          ...file,
          modified_at: Math.round(file.modified_at * 1000),
        }));
        return { rest, lists, rounded, keys: [Object.keys(metadata), Object.keys(manifest)] };
      });
      assert.deepEqual(ofPython, ofTypescript);
    }
  });

  it("get a number each though both log at once", async () => {
    const orders = (sdk: string) =>
      Array.from({ length: 10 }, (_, index) => ({
        log: "shared",
        directory: directory(`${sdk}-${index}`, { "f.txt": `${sdk} ${index}` }),
      }));
    const versions = await Promise.all(
      [python, typescript, python, typescript].map((sdk, index) =>
        order(sdk, orders(`${sdk.name}${index}`)),
      ),
    );
    const numbers = versions.flat().map(({ version }) => version);
    assert.deepEqual(
      numbers.toSorted((a, b) => a - b),
      Array.from({ length: 40 }, (_, index) => index + 1),
    );
    const listed = readDocument(path.join(store.root, "artifacts/model/shared"), "versions.json");
    assert.equal((listed["versions"] as unknown[]).length, 40);
    assert.deepEqual(listed["aliases"], { latest: 40 });
  });
});
