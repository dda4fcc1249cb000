import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, readdirSync, statSync, utimesSync } from "node:fs";
import http from "node:http";
import { createServer, type AddressInfo } from "node:net";
import path from "node:path";

import { createClient } from "#core/client/client.ts";
import { SocketTransport } from "#core/local/socketTransport.ts";
import { listeningPorts } from "#test/support/listeningPorts.ts";
import { RunningCommand, runCommand } from "#test/support/runCommand.ts";
import { TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

interface Announcement {
  readonly listen: { readonly socket: string };
  readonly token: string;
  readonly version: string;
  readonly pid: number;
}

describe("runicorn viewer", function () {
  this.timeout(30_000);
  let files: TempStore;
  let running: RunningCommand[];

  beforeEach(() => {
    files = new TempStore();
    files.writeRun();
    running = [];
  });
  afterEach(() => {
    for (const command of running) command.dispose();
    files.dispose();
  });

  function start(...args: string[]): RunningCommand {
    const command = new RunningCommand(["viewer", "--storage", files.root, ...args], {
      cwd: files.folder,
    });
    running.push(command);
    return command;
  }

  async function startForProgram(...args: string[]) {
    const command = start("--stdio", ...args);
    const [line] = await command.output(/^.+\n/);
    return { command, said: JSON.parse(line) as Announcement };
  }

  it("prints a link that opens a session once; Enter prints the next", async () => {
    const viewer = start("--port", "0", "--no-open-browser");
    const link = await viewer.output(/(http:\/\/127\.0\.0\.1:\d+)\/#ticket=([\w-]+)/);
    const [, base = "", ticket] = link;
    const open = (with_: string | undefined) =>
      fetch(`${base}/api/v2/session`, {
        method: "POST",
        headers: { "content-type": "application/json", origin: base },
        body: JSON.stringify({ ticket: with_ }),
      });
    const opened = await open(ticket);
    assert.equal(opened.status, 200);
    const cookie = opened.headers.get("set-cookie")?.split(";")[0] ?? "";
    const store = await fetch(`${base}/api/v2/store`, { headers: { cookie } });
    assert.equal(store.status, 200);
    assert.equal((await open(ticket)).status, 401);
    viewer.stdout = "";
    viewer.child.stdin?.write("\n");
    const [, next] = await viewer.output(/#ticket=([\w-]+)/);
    assert.equal((await open(next)).status, 200);
    viewer.child.kill("SIGTERM");
    assert.equal(await viewer.ended, 0);
  });

  it("--no-auth and --json are for scripts", async () => {
    const viewer = start("--port", "0", "--no-auth", "--json");
    const { url, token } = JSON.parse((await viewer.output(/^.+\n/))[0]);
    assert.equal(token, null);
    assert.equal((await fetch(`${url}api/v2/store`)).status, 200);
    viewer.child.kill("SIGINT");
    assert.equal(await viewer.ended, 0);
  });

  it("a taken port is an error that says what to do", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as AddressInfo;
    const args = ["viewer", "--storage", files.root, "--port", String(port)];
    const { code, stderr } = await runCommand(args, { cwd: files.folder });
    other.close();
    assert.equal(code, 1);
    assert.match(stderr, new RegExp(`^runicorn: Port ${port} is taken.*--port 0.*\\n$`));
  });

  it("--stdio answers on a private socket, opens no port, and ends with its input", async () => {
    const { command, said } = await startForProgram();
    assert.equal(said.pid, command.child.pid);
    const { socket } = said.listen;
    assert.equal(statSync(socket).mode & 0o777, 0o600);
    assert.equal(statSync(path.dirname(socket)).mode & 0o777, 0o700);
    const transport = new SocketTransport(() => Promise.resolve(said));
    const store = await createClient(transport).getStore();
    assert.equal(store.version, said.version);
    if (process.platform === "linux") assert.deepEqual(listeningPorts(said.pid), []);
    transport.dispose();
    command.child.stdin?.end();
    assert.equal(await command.ended, 0);
    assert.equal(existsSync(socket), false);
    assert.equal(command.stdout.trim().split("\n").length, 1);
    assert.ok(!command.stderr.includes(said.token));
  });

  it("--stdio refuses who lacks the token, also on its socket", async () => {
    const { said } = await startForProgram();
    const asked = http.get({
      socketPath: said.listen.socket,
      path: "/api/v2/store",
      headers: { authorization: "Bearer guess" },
    });
    const [answer] = (await once(asked, "response")) as [http.IncomingMessage];
    assert.equal(answer.statusCode, 401);
    answer.destroy();
  });

  it("--stdio ends when nobody gives a sign of life, and not before", async () => {
    const { command } = await startForProgram("--lease", "2");
    const started = Date.now();
    const beat = setInterval(() => command.child.stdin?.write("alive\n"), 500);
    setTimeout(() => clearInterval(beat), 2500);
    assert.equal(await command.ended, 0);
    assert.ok(Date.now() - started > 4000);
    assert.match(command.stderr, /no sign of life/);
  });

  it("--stdio ends when the one who asked is killed", async () => {
    const viewer = ["cli/main.ts", "viewer", "--stdio", "--storage", files.root];
    const code = `require("node:child_process").spawn(process.execPath, ${JSON.stringify(viewer)}, { stdio: ["pipe", "inherit", "inherit"] })`;
    const asking = new RunningCommand(["-e", code], {
      cwd: process.cwd(),
      script: "--no-warnings",
    });
    running.push(asking);
    const { pid } = JSON.parse((await asking.output(/^.+\n/))[0]) as Announcement;
    asking.child.kill("SIGKILL");
    await until(() => !isAlive(pid));
  });

  it("ends in order though nobody reads its output and log any more", async () => {
    const { command, said } = await startForProgram();
    command.child.stdout?.destroy();
    command.child.stderr?.destroy();
    command.child.stdin?.end();
    assert.equal(await command.ended, 0);
    assert.ok(!existsSync(said.listen.socket));
  });

  it("sweeps away the sockets of killed viewers", async () => {
    const first = await startForProgram();
    first.command.child.kill("SIGKILL");
    await first.command.ended;
    const { socket } = first.said.listen;
    assert.ok(existsSync(socket));
    utimesSync(socket, 1, 1);
    const second = await startForProgram();
    assert.deepEqual(readdirSync(path.dirname(socket)), [path.basename(second.said.listen.socket)]);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
