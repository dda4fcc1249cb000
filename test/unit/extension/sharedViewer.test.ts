import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import { SharedViewer, type SharedViewerOptions } from "#extension/sources/sharedViewer.ts";
import { until } from "#test/support/until.ts";

/** Writes the record, prints it and answers as a shared viewer does; a live socket is accepted and left silent. */
const program = `
const { appendFileSync, writeFileSync } = require("node:fs");
const [folder, version = "1.2.0"] = process.argv.slice(1);
const socket = folder + "/s" + process.pid;
appendFileSync(folder + "/starts", process.pid + "\\n");
const { createHash, createHmac } = require("node:crypto");
const prove = (challenge) => createHmac("sha256", createHash("sha256").update("t" + process.pid).digest())
  .update("undefined " + challenge).digest("base64url");
require("node:http").createServer((request, response) => {
  const challenge = request.headers["runicorn-challenge"];
  if (challenge) return response.writeHead(204, { "Runicorn-Proof": prove(challenge) }).end();
  response.statusCode = request.headers.authorization === "Bearer t" + process.pid ? 200 : 401;
  response.end("{}");
}).listen(socket, () => {
  const line = JSON.stringify({ socket, token: "t" + process.pid, pid: process.pid, version, started: "now" });
  writeFileSync(folder + "/shared.json", line, { mode: 0o600 });
  console.log(line);
});
`;

describe("the viewer that windows share", () => {
  let folder: string;
  let windows: SharedViewer[];
  let givenUp: string[];
  const starts = () => {
    try {
      return readFileSync(path.join(folder, "starts"), "utf8").trim().split("\n").map(Number);
    } catch {
      return [];
    }
  };

  function window(more: Partial<SharedViewerOptions> = {}, code = program): SharedViewer {
    const shared = new SharedViewer({
      configDir: folder,
      version: "1.2.0",
      env: process.env,
      allowed: () => true,
      command: () => ({ file: process.execPath, args: ["-e", code, folder], env: {} }),
      log: { info() {}, warn() {} },
      onGivenUp: (sentence) => givenUp.push(sentence),
      ...more,
    });
    windows.push(shared);
    return shared;
  }
  const ask = async (shared: SharedViewer) =>
    (await shared.transport.request({ method: "GET", path: "/", accept: "*/*" })).status;

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-shared-"));
    windows = [];
    givenUp = [];
  });
  afterEach(() => {
    for (const shared of windows) shared.dispose();
    for (const pid of starts()) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It has ended.
      }
    }
    rmSync(folder, { recursive: true, force: true });
  });

  it("is started by the first window, found by the second", async () => {
    assert.equal(await ask(window()), 200);
    assert.equal(await ask(window()), 200);
    assert.equal(starts().length, 1);
  });

  it("goes on without the window that has started it, and is found after that", async () => {
    const first = window();
    await ask(first);
    first.dispose();
    assert.equal(await ask(window()), 200);
    assert.equal(starts().length, 1);
  });

  it("is started again when it dies, and the window follows", async () => {
    const shared = window();
    void shared.feed; // The sign of life also notices the death.
    await ask(shared);
    process.kill(starts()[0] ?? 0, "SIGKILL");
    await until(async () => (await ask(shared)) === 200 && starts().length === 2, {
      timeout: 20_000,
      every: 100,
    });
  });

  it("is looked for once when it dies, however many were asking", async () => {
    const shared = window();
    await ask(shared);
    process.kill(starts()[0] ?? 0, "SIGKILL");
    const isUp = async () => (await ask(shared).catch(() => 0)) === 200;
    await Promise.all(Array.from({ length: 40 }, () => until(isUp, { timeout: 20_000, every: 0 })));
    assert.equal(starts().length, 2);
  });

  it("of an older version is left alone, of a newer one is used", async () => {
    await ask(window());
    assert.equal(await ask(window({ version: "1.10.0" })), 200);
    assert.equal(starts().length, 2);
    process.kill(starts()[0] ?? 0, 0); // Throws where it is gone.
    assert.equal(await ask(window({ version: "1.0.3" })), 200);
    assert.equal(starts().length, 2);
  });

  it("is not believed in where others could have written the record", async () => {
    await ask(window());
    chmodSync(path.join(folder, "shared.json"), 0o644);
    await assert.rejects(ask(window()), /open to others, so it is not trusted; remove it/);
    assert.equal(starts().length, 1);
  });

  it("is not believed in where the record is cut short, or nobody answers", async () => {
    for (const text of [
      "{",
      "[]",
      '{"socket":"/none","token":"t","pid":1,"version":"9.0.0","started":""}',
    ]) {
      const before = starts().length;
      writeFileSync(path.join(folder, "shared.json"), text, { mode: 0o600 });
      assert.equal(await ask(window()), 200, text);
      assert.equal(starts().length, before + 1);
    }
  });

  it("is given up after some failures, with a reason, until somebody asks again", async () => {
    const alive = path.join(folder, "alive");
    const code = `if (!require("node:fs").existsSync(${JSON.stringify(alive)})) process.exit(7);${program}`;
    const shared = window({}, code);
    for (let i = 0; i < 5; i++) {
      await assert.rejects(ask(shared), /cannot be started: exit code 7/);
    }
    assert.equal(givenUp.length, 1);
    writeFileSync(alive, "");
    await assert.rejects(ask(shared));
    shared.restart();
    assert.equal(await ask(shared), 200);
  });

  it("that ends soon after each start is given up after some, with a reason, until somebody asks again", async () => {
    const shared = window({ delays: [0, 1, 1] });
    const isUp = async () => (await ask(shared).catch(() => 0)) === 200;
    for (let lives = 1; lives <= 4; lives++) {
      await until(isUp, { timeout: 20_000 });
      assert.deepEqual([starts().length, givenUp.length], [lives, 0]);
      process.kill(starts().at(-1) ?? 0, "SIGKILL");
      await until(async () => !(await isUp()), { timeout: 20_000 });
    }
    await until(async () => !(await isUp()) && givenUp.length === 1, { timeout: 20_000 });
    assert.match(givenUp[0] ?? "", /ended 4 times in a row, soon after its start/);
    assert.equal(starts().length, 4);
    shared.restart();
    await until(isUp, { timeout: 20_000 });
  }).timeout(60_000);

  it("is neither looked for nor started in a workspace nobody trusts", async () => {
    let isTrusted = false;
    const shared = window({ allowed: () => isTrusted });
    await assert.rejects(ask(shared), /Restricted Mode/);
    assert.deepEqual([starts().length, givenUp.length], [0, 0]);
    isTrusted = true;
    assert.equal(await ask(shared), 200);
  });
});
