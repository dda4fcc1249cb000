import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { LocalMachine, RemoteMachine } from "#test/support/remote/remoteMachine.ts";
import { hasRequests, replaced, seedDocument } from "#test/support/remote/seedClients.ts";

const document = seedDocument();
const where = document ? "" : " (not tried: their document is not on this machine)";
const how = hasRequests() ? "" : " with a stand-in for requests";

/** A client as far as it is used here. */
interface JsClient {
  connect(options: object): Promise<{ connection_id: string; success: boolean; status: string }>;
  listConnections(): Promise<{ connection_id: string; status: string }[]>;
  listEnvironments(
    id: string,
    filter: string,
  ): Promise<{ name: string; runicorn_version: string }[]>;
  detectEnvironments(id: string, force: boolean): Promise<{ environments: object[] }>;
  startViewer(id: string, name: string, options: object): Promise<{ viewer: { url: string } }>;
  getViewerStatus(id: string): Promise<{ viewer: { status: string; uptime_seconds: number } }>;
  getViewerLogs(id: string, lines: number): Promise<string[]>;
  healthCheck(id: string): Promise<{ health: string }>;
  ping(id: string): Promise<{ latency_ms: number }>;
  stopViewer(id: string): Promise<{ success: boolean }>;
  disconnect(id: string): Promise<{ success: boolean }>;
}

describe(`the clients of the documented API${where}`, function () {
  this.timeout(180_000);
  let one: RemoteMachine;
  let other: RemoteMachine;
  let local: LocalMachine;
  let base: string;

  before(async function () {
    if (!document) this.skip();
    [one, other] = await Promise.all([
      RemoteMachine.start({ environments: ["train"] }),
      RemoteMachine.start({ environments: ["bare"] }),
    ]);
    local = new LocalMachine();
    local.trust(one);
    local.trust(other);
    ({ base } = await local.startViewer());
    document.writePythonClient(local.home, base);
  });
  after(async () => {
    if (!document) return;
    await local.dispose();
    await Promise.all([one.dispose(), other.dispose()]);
  });

  const seed = () => document ?? assert.fail();
  const login = (machine: RemoteMachine) =>
    `host="${machine.sshd.address}", port=${machine.sshd.port}`;

  /** Runs a script beside the client; `inputs` are lines a person types, each once the output asks for it. */
  async function python(code: string, inputs: readonly (() => string | Promise<string>)[] = []) {
    const file = path.join(local.home, "scenario.py");
    writeFileSync(file, code);
    const child = spawn("python3", ["-u", file], {
      cwd: local.home,
      env: { PATH: process.env["PATH"], HOME: local.home, PYTHONIOENCODING: "utf-8" },
    });
    let output = "";
    let errors = "";
    const waiting = [...inputs];
    child.stderr.on("data", (bytes: Buffer) => (errors += bytes.toString()));
    child.stdout.on("data", (bytes: Buffer) => {
      output += bytes.toString();
      if (!/(\.\.\.|> )$/.test(output)) return;
      const next = waiting.shift();
      if (next) void Promise.resolve(next()).then((line) => child.stdin.write(`${line}\n`));
    });
    const code_ = await new Promise((resolve) => child.once("close", resolve));
    assert.equal(code_, 0, `${output}\n${errors}`);
    return output;
  }

  it(`Python: the basic usage${how}`, async () => {
    let code = seed().block("python", "environments[0]", "input(", "with RunicornRemoteClient");
    code = replaced(code, 'host="gpu-server.com"', login(one));
    code = replaced(code, "mluser", one.sshd.user.name);
    code = replaced(code, "~/.ssh/id_rsa", local.keyFor(one));
    let shown: unknown;
    const output = await python(code, [
      async () => {
        const { connections } = await get<{ connections: { viewer: { url: string } }[] }>(
          `${base}/api/remote/connections`,
        );
        const { url } = connections[0]?.viewer ?? assert.fail();
        assert.match(url, /^http:\/\/(127\.0\.0\.1|localhost):\d+$/);
        shown = await get(`${url}/api/v2/runs`);
        return "";
      },
    ]);
    assert.equal(output.match(/✓/g)?.length, 6, output);
    assert.match(output, / - train: Python 3\.\d+\.\d+, Runicorn \d+\.\d+/);
    assert.match(output, /http:\/\/(127\.0\.0\.1|localhost):80[89]\d/);
    assert.match(output, /: running$/m);
    assert.match(output, /: healthy$/m);
    assert.equal((shown as { total: number }).total, 1);
    assert.deepEqual(await get(`${base}/api/remote/connections`), { connections: [] });
  });

  it(`Python: several servers at once${how}`, async () => {
    let code = seed().block("python", "def manage_multiple_servers");
    const servers = /^servers = \[.*^\]/ms;
    assert.match(code, servers);
    const list = [one, other].map(({ sshd }, i) => ({
      host: sshd.address,
      port: sshd.port,
      username: sshd.user.name,
      auth_method: "key",
      private_key_path: local.keyFor(i === 0 ? one : other),
    }));
    code = code.replace(servers, () => `servers = ${JSON.stringify(list)}`);
    const output = await python(code, [() => "l", () => "h", () => "q"]);
    assert.equal(output.match(/: healthy/g)?.length, 2, output);
    assert.equal(output.match(/127\.0\.0\.1 - connected/g)?.length, 2, output);
    assert.doesNotMatch(output, /✗/);
    assert.deepEqual(await get(`${base}/api/remote/connections`), { connections: [] });
  });

  describe(`Python: errors${how}`, () => {
    const scenario = (machine: RemoteMachine, key: string, port = machine.sshd.port) => {
      let code = seed().block("python", "def safe_connect_and_start");
      code = replaced(code, 'host="gpu-server.com"', `host="127.0.0.1", port=${port}`);
      code = replaced(code, "mluser", machine.sshd.user.name);
      return replaced(code, "~/.ssh/id_rsa", key);
    };

    it("none", async () => {
      assert.match(await python(scenario(one, local.keyFor(one))), /^✓.*http:/m);
    });

    it("a key the server does not take is 401", async () => {
      assert.match(await python(scenario(one, local.keyFor(other))), /SSH 认证失败/);
    });

    it("a port where nothing listens is 503", async () => {
      assert.match(await python(scenario(one, local.keyFor(one), 1)), /SSH 服务不可用/);
    });

    it("a machine without Runicorn has no environment to offer", async () => {
      assert.match(await python(scenario(other, local.keyFor(other))), /未找到安装 Runicorn/);
    });

    it("an environment that is not there, a viewer that runs already", async () => {
      const code = scenario(one, local.keyFor(one));
      const unknown = replaced(code, 'envs[0]["name"]', '"nowhere"');
      assert.match(await python(unknown), /环境不存在/);
      const call = /^( *)viewer = client\.start_viewer\(.*?\n\1\)/ms;
      const twice = code.replace(call, (whole) => `${whole}\n${whole}`);
      assert.notEqual(twice, code);
      assert.match(await python(twice), /Viewer 已在运行/);
    });
  });

  it("JavaScript: the basic usage, and every other call", async () => {
    const module = (await import(pathToFileURL(seed().writeJsClient(local.home)).href)) as {
      default: new (base: string) => JsClient;
    };
    const client = new module.default(base);
    const { sshd } = one;
    const { connection_id: id, ...connected } = await client.connect({
      host: sshd.address,
      port: sshd.port,
      username: sshd.user.name,
      authMethod: "key",
      privateKeyPath: local.keyFor(one),
    });
    assert.equal(connected.success, true);
    assert.equal(connected.status, "connected");
    const environments = await client.listEnvironments(id, "runicorn_only");
    assert.deepEqual(
      environments.map(({ name }) => name),
      ["train"],
    );
    assert.ok((await client.detectEnvironments(id, true)).environments.length > 1);
    const { viewer } = await client.startViewer(id, "train", { autoOpen: true });
    assert.equal((await get<{ total: number }>(`${viewer.url}api/v2/runs`)).total, 1);
    assert.equal((await client.getViewerStatus(id)).viewer.status, "running");
    assert.equal((await client.healthCheck(id)).health, "healthy");
    assert.ok((await client.ping(id)).latency_ms > 0);
    assert.ok((await client.getViewerLogs(id, 5)).length > 0);
    assert.equal((await client.listConnections()).length, 1);
    assert.equal((await client.stopViewer(id)).success, true);
    assert.equal((await client.disconnect(id)).success, true);
    await assert.rejects(client.ping(id), /Ping failed/);
  });
});

async function get<T>(address: string): Promise<T> {
  const response = await fetch(address);
  assert.equal(response.status, 200, await response.clone().text());
  return (await response.json()) as T;
}
