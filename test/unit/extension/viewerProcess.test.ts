import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import { RunicornError } from "#core/protocol/errors.ts";
import { ViewerProcess, type ViewerProcessOptions } from "#extension/sources/viewerProcess.ts";
import { until } from "#test/support/until.ts";

/** A program that says hello as the viewer does, notes its life in a file and ends with its stdin. */
const program = `
const { appendFileSync } = require("node:fs");
const note = (what) => appendFileSync(process.argv[1], what + "\\n");
note("start " + process.pid);
process.stdin.on("data", () => note("heartbeat")).on("end", () => { note("end"); process.exit(0); });
console.log(JSON.stringify({ listen: { socket: "/s" + process.pid }, token: "t", version: "1.2.3" }));
console.error("ready");
`;

describe("the viewer's process", () => {
  let folder: string;
  let viewer: ViewerProcess | undefined;
  const lines: string[] = [];
  const givenUp: string[] = [];
  const noted = () => readFileSync(path.join(folder, "life"), "utf8").trim().split("\n");
  const pid = async (): Promise<number> => {
    const { listen } = (await viewer?.address()) ?? { listen: { socket: "" } };
    return Number(listen.socket.slice(2));
  };

  function start(code: string, timing: ViewerProcessOptions["timing"] = {}): ViewerProcess {
    viewer = new ViewerProcess({
      command: () => ({
        file: process.execPath,
        args: ["-e", code, path.join(folder, "life")],
        env: {},
      }),
      label: "work",
      log: { info: (line) => lines.push(line), warn: (line) => lines.push(line) },
      onGivenUp: (sentence) => givenUp.push(sentence),
      timing: { restarts: [10, 20, 30], ...timing },
    });
    return viewer;
  }

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-viewer-"));
    writeFileSync(path.join(folder, "life"), "");
    lines.length = 0;
    givenUp.length = 0;
  });
  afterEach(() => {
    viewer?.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  it("says where it listens, shows that we live, and ends with us", async () => {
    const address = await start(program, { heartbeat: 20 }).address();
    assert.equal(address.token, "t");
    await until(() => noted().filter((what) => what === "heartbeat").length > 2);
    await until(() => lines.includes("[work] ready"));
    viewer?.dispose();
    viewer?.dispose();
    await until(() => noted().at(-1) === "end");
    assert.deepEqual(givenUp, []);
  });

  it("is started again when it dies", async () => {
    start(program);
    const first = await pid();
    process.kill(first, "SIGKILL");
    await until(async () => (await pid()) !== first);
    assert.deepEqual(givenUp, []);
    assert.ok(lines.some((line) => line.includes("signal SIGKILL")));
  });

  it("is given up after deaths in a row, with the reason, and begins anew when told", async () => {
    const alive = path.join(folder, "alive");
    start(
      `if (!require("node:fs").existsSync(${JSON.stringify(alive)})) process.exit(7);${program}`,
    );
    await assert.rejects(
      async () => viewer?.address(),
      (error: unknown) =>
        RunicornError.is(error, "service_unavailable") && /exit code 7/.test(error.message),
    );
    assert.equal(givenUp.length, 1);
    assert.match(givenUp[0] ?? "", /4 times in a row/);
    await assert.rejects(async () => viewer?.address());
    writeFileSync(alive, "");
    viewer?.restart();
    assert.ok((await pid()) > 0);
  });

  it("is killed when it says something else or nothing", async () => {
    start(`console.log("hello"); setInterval(() => {}, 1000)`, { restarts: [] });
    await assert.rejects(async () => viewer?.address(), /first line/);
    start("setInterval(() => {}, 1000)", { restarts: [], startLimit: 50 });
    await assert.rejects(async () => viewer?.address(), /did not answer/);
  });

  it("is given up at once where there is no program to start", async () => {
    viewer = new ViewerProcess({
      command: () => {
        throw new RunicornError("service_unavailable", "Too old.");
      },
      label: "work",
      log: { info() {}, warn() {} },
      onGivenUp: (sentence) => givenUp.push(sentence),
    });
    await assert.rejects(async () => viewer?.address(), /Too old/);
    assert.deepEqual(givenUp, ["Too old."]);
  });

  it("is given up at once when the program is not there", async () => {
    viewer = new ViewerProcess({
      command: () => ({ file: path.join(folder, "none"), args: [], env: {} }),
      label: "work",
      log: { info() {}, warn() {} },
      onGivenUp: (sentence) => givenUp.push(sentence),
    });
    await assert.rejects(async () => viewer?.address(), /cannot be started: .*ENOENT/);
    assert.equal(givenUp.length, 1);
  });
});
