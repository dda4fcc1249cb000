import assert from "node:assert/strict";
import { symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";

import { type Viewer, startViewer } from "#test/support/startViewer.ts";
import { until } from "#test/support/until.ts";

const id = "20260101_120000_aaaaaa";

describe("what a run captured, through the viewer", () => {
  let viewer: Viewer;
  let directory: string;
  beforeEach(async () => {
    viewer = await startViewer({ prepare: (files) => (directory = files.writeRun({ id })) });
  });
  afterEach(() => viewer.dispose());

  const get = async (what: string): Promise<[number, unknown]> => {
    const answer = await viewer.get(`/api/v2/runs/${id}/${what}`);
    return [answer.status, await answer.json()];
  };

  it("is its environment, code and patch as they lie in the files", async () => {
    const environment = { python_version: "3.11", pip_packages: ["a==1"], x: Infinity };
    const text = JSON.stringify(environment).replace("null", "Infinity");
    writeFileSync(path.join(directory, "environment.json"), text);
    writeFileSync(path.join(directory, "code.json"), JSON.stringify({ git: { commit: "c0ffee" } }));
    writeFileSync(path.join(directory, "code.patch"), "+ümlaut\n");
    const expected = { ...environment, x: "Infinity" };
    assert.deepEqual(await get("environment"), [200, { environment: expected }]);
    assert.deepEqual(await get("code"), [
      200,
      { code: { git: { commit: "c0ffee" } }, patch: "+ümlaut\n", patch_truncated: false },
    ]);
    assert.deepEqual(await get("code?patch=false"), [
      200,
      { code: { git: { commit: "c0ffee" } }, patch: null, patch_truncated: false },
    ]);
  });

  it("has the traceback of a run that failed, its end where it is long, and not in lists", async () => {
    const write = (status: object) => {
      writeFileSync(path.join(directory, "status.json"), JSON.stringify(status));
    };
    const run = async () => {
      const answer = await viewer.get(`/api/v2/runs/${id}`);
      return (await answer.json()) as { status: string; traceback: string | null };
    };
    assert.equal((await run()).traceback, null);
    const traceback = `${"x".repeat(20_000)}\nValueError: 💥\n`;
    write({ status: "failed", exit_reason: "ValueError: 💥", traceback });
    await until(async () => (await run()).status === "failed", { timeout: 10_000 });
    assert.equal((await run()).traceback, traceback.slice(-16_384));
    const list = await (await viewer.get("/api/v2/runs")).text();
    assert.ok(!list.includes("traceback") && list.includes("ValueError"));
    write({ status: "failed", traceback: { not: "text" } });
    await until(async () => (await run()).traceback === null, { timeout: 10_000 });
  });

  it("is nothing where nothing was captured, and where it cannot be read", async () => {
    const nothing = { code: null, patch: null, patch_truncated: false };
    assert.deepEqual(await get("environment"), [200, { environment: null }]);
    assert.deepEqual(await get("code"), [200, nothing]);
    writeFileSync(path.join(directory, "code.json"), "{ half");
    writeFileSync(path.join(viewer.files.folder, "secret"), "secret");
    symlinkSync(path.join(viewer.files.folder, "secret"), path.join(directory, "code.patch"));
    assert.deepEqual(await get("code"), [200, nothing]);
  });

  it("is cut where nobody would read on", async () => {
    writeFileSync(path.join(directory, "code.patch"), "x".repeat(5 << 20));
    const code = (await get("code"))[1] as { patch: string; patch_truncated: boolean };
    assert.equal(code.patch.length, 4 << 20);
    assert.equal(code.patch_truncated, true);
  });
});
