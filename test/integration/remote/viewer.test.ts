import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import type { ViewerTransport } from "#core/remote/viewer/remoteViewerProcess.ts";
import type { ViewerSupervisor } from "#core/remote/viewer/viewerSupervisor.ts";
import { listeningPorts } from "#test/support/listeningPorts.ts";
import { askViewer, RemoteHost } from "#test/support/remote/remoteHost.ts";
import type { SshdOptions } from "#test/support/sshd/startSshd.ts";
import { until } from "#test/support/until.ts";

const stranger = 4712;
/** By the way to the viewer that is left. More of them in test/faults/remoteViewer.test.ts. */
const configs: Record<string, [SshdOptions["config"], ViewerTransport]> = {
  "Debian's own configuration": [{}, "socket"],
  "no sockets": [{ AllowStreamLocalForwarding: "no" }, "port"],
  "no forwarding, one session": [{ DisableForwarding: "yes", MaxSessions: "1" }, "bridge"],
};

/** The real viewer of dist/, brought and started over a real sshd as another user. */
describe("a viewer on another machine, by what its sshd allows", function () {
  this.timeout(60_000);
  let host: RemoteHost;

  before(function () {
    if (!existsSync("dist/runicorn.cjs")) this.skip();
  });
  afterEach(() => host.dispose());

  for (const [name, [config = {}, transport]] of Object.entries(configs)) {
    it(`${name}: answers by a ${transport}`, async () => {
      host = await RemoteHost.start({ config });
      const session = await host.connect();
      const viewer = await host.startViewer(session);
      assert.equal(viewer.status.state, "running");
      assert.equal(viewer.status.transport, transport, viewer.logs(50).join("\n"));
      const runs = await askViewer(viewer, "/api/v2/runs");
      assert.equal(runs.status, 200);
      assert.equal((JSON.parse(runs.body) as { total: number }).total, 1);
      // Several connections at once, a page, and nobody without the token.
      const answers = await Promise.all(
        Array.from({ length: 6 }, () => askViewer(viewer, "/api/v2/store")),
      );
      assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
      const page = await askViewer(viewer, "/viewer.js");
      assert.deepEqual(
        [page.status, page.body.length],
        [200, readFileSync("dist/webviews/viewer.js", "utf8").length],
      );
      assert.equal((await askViewer(viewer, "/api/v2/runs", { token: null })).status, 401);
      assert.equal(
        (await askViewer(viewer, "/api/v2/runs", { token: "a".repeat(43) })).status,
        401,
      );
      // One for the session and the root, whoever asks.
      assert.equal(await host.startViewer(session), viewer);

      const { pid } = viewer.status;
      assert.ok(pid !== undefined && existsSync(`/proc/${pid}`));
      // Another user who finds its port gets nothing from it without the token.
      const [port] = listeningPorts(pid).map((one) => Number(`0x${one.split(":")[1]}`));
      assert.equal(port !== undefined, transport === "port");
      if (port !== undefined) {
        const code = `fetch("http://127.0.0.1:${port}/api/v2/runs").then((answer) => console.log(answer.status))`;
        assert.equal(runAsStranger(code), "401");
      }
      await viewer.stop();
      assert.equal(viewer.status.state, "stopped");
      await until(() => !existsSync(`/proc/${pid}`));
      assert.deepEqual(socketsOf(host), []);
      await assert.rejects(viewer.connect(), {
        code: "service_unavailable",
        message: /was stopped/,
      });
    });
  }
});

describe("a viewer on another machine", function () {
  this.timeout(60_000);
  let host: RemoteHost;
  let started: ViewerSupervisor | undefined;

  before(async function () {
    if (!existsSync("dist/runicorn.cjs")) this.skip();
    host = await RemoteHost.start();
  });
  afterEach(() => started?.stop());
  after(() => host.dispose());

  async function start(): Promise<ViewerSupervisor> {
    started = await host.startViewer(await host.connect());
    return started;
  }

  it("its token is on stdin only: in no list of processes, no environment, no log, no file", async () => {
    const viewer = await start();
    await askViewer(viewer, "/api/v2/runs");
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      for (const file of ["cmdline", "environ"]) {
        assert.ok(!readIfThere(`/proc/${pid}/${file}`).includes(viewer.token), `${file} of ${pid}`);
      }
    }
    assert.ok(!viewer.logs(5000).join("\n").includes(viewer.token));
    const found = spawnSync("grep", ["-rlF", viewer.token, host.sshd.home, host.client.home]);
    assert.equal(found.stdout.toString(), "");
  });

  it("another user of that machine cannot reach it by its socket", async () => {
    const viewer = await start();
    const [socket] = socketsOf(host);
    assert.ok(socket);
    assert.equal(asStranger(`net.connect(${JSON.stringify(socket)})`), "EACCES");
    for (const place of [".runicorn/server", ".runicorn/run"]) {
      const folder = JSON.stringify(path.join(host.sshd.home, place));
      assert.equal(asStranger(`fs.opendir(${folder}, () => {}); net.connect(${folder})`), "EACCES");
    }
    assert.equal((await askViewer(viewer, "/api/v2/runs")).status, 200);
  });

  it("is started again when it is killed, and given up with its last words when that does not help", async () => {
    const viewer = await start();
    const states: string[] = [];
    viewer.onChange(({ state }) => states.push(state));
    const pids = new Set<number>();
    for (let deaths = 1; deaths <= 2; deaths++) {
      pids.add(kill(viewer));
      await until(() => viewer.status.state === "running" && !pids.has(viewer.status.pid ?? 0), {
        timeout: 20_000,
      });
      assert.equal((await askViewer(viewer, "/api/v2/runs")).status, 200);
    }
    kill(viewer);
    await until(() => viewer.status.state === "failed", { timeout: 10_000 });
    await assert.rejects(viewer.connect(), (error: Failure) => {
      assert.equal(error.code, "service_unavailable");
      assert.match(error.message, /ended 3 times in a row/);
      const logs = error.details.logs.join("\n");
      assert.match(logs, /serving/);
      return true;
    });
    assert.ok(states.includes("starting") && states.includes("running"));
    // Whoever asks again gets a new one.
    const next = await start();
    assert.notEqual(next, viewer);
    assert.equal((await askViewer(next, "/api/v2/runs")).status, 200);
  });

  it("when its link breaks there is a new process on the next one, and the old one ends", async () => {
    const viewer = await start();
    const { pid } = viewer.status;
    host.sshd.signalSessions("SIGKILL");
    await until(() => viewer.status.state === "reconnecting", { timeout: 10_000 });
    // Asked meanwhile, it lets one wait.
    assert.equal((await askViewer(viewer, "/api/v2/runs")).status, 200);
    assert.equal(viewer.status.state, "running");
    assert.notEqual(viewer.status.pid, pid);
    await until(() => !existsSync(`/proc/${pid}`), { timeout: 10_000 });
  });

  it("tells in its own words why it does not come up", async () => {
    await (await start()).stop();
    const session = await host.connect();
    const node = { path: "/usr/bin/no such node" };
    await assert.rejects(host.startViewer(session, { node }), (error: Failure) => {
      assert.equal(error.code, "service_unavailable");
      assert.match(error.message, /no such node/);
      return true;
    });
    await until(() => host.sshd.programs.length === 0, { timeout: 10_000 });
  });

  it("a start that is given up leaves nothing there", async () => {
    const session = await host.connect();
    const ending = new AbortController();
    const onProgress = (message: string) => {
      if (message.startsWith("Starting")) ending.abort(new Error("the person went away"));
    };
    await assert.rejects(
      host.startViewer(session, { signal: ending.signal, onProgress }),
      /went away/,
    );
    await until(() => host.sshd.programs.length === 0, { timeout: 10_000 });
  });
});

interface Failure {
  readonly code: string;
  readonly message: string;
  readonly details: { readonly logs: readonly string[] };
}

function kill(viewer: ViewerSupervisor): number {
  const { pid } = viewer.status;
  assert.ok(pid !== undefined);
  process.kill(pid, "SIGKILL");
  return pid;
}

function socketsOf(host: RemoteHost): string[] {
  const folder = path.join(host.sshd.home, ".runicorn/run");
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.map((name) => path.join(folder, name));
}

/** The code of the error some Node code runs into, as another user. */
function asStranger(code: string): string {
  return runAsStranger(
    `${code}.on("error", ({ code }) => console.log(code)).on("connect", () => console.log("connected"))`,
  );
}

function runAsStranger(code: string): string {
  const as = { uid: stranger, gid: stranger, cwd: "/", env: { HOME: "/" } };
  return execFileSync(process.execPath, ["-e", code], { ...as, encoding: "utf8" }).trim();
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return "";
  }
}
