import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";

import { listeningPorts } from "#test/support/listeningPorts.ts";
import { LocalMachine, RemoteMachine } from "#test/support/remote/remoteMachine.ts";
import { RunningCommand } from "#test/support/runCommand.ts";
import { until } from "#test/support/until.ts";

const password = "typed and shown to nobody";

describe("runicorn remote", function () {
  this.timeout(60_000);
  let machine: RemoteMachine;
  let local: LocalMachine;
  let terminal: RunningCommand | undefined;

  before(async () => {
    machine = await RemoteMachine.start({ environments: [], password });
  });
  after(() => machine.dispose());
  beforeEach(() => {
    local = new LocalMachine();
    local.trust(machine);
    const { address, port, user } = machine.sshd;
    const lines = [`HostName ${address}`, `Port ${port}`, `User ${user.name}`];
    const config = `Host gpu\n  ${lines.join("\n  ")}\n`;
    writeFileSync(path.join(local.home, ".ssh", "config"), config, { mode: 0o600 });
  });
  afterEach(async () => {
    terminal?.dispose();
    await local.dispose();
  });

  async function list(): Promise<{ connection_id: string; status: string }[]> {
    const command = local.run("remote", "list", "--json");
    assert.equal(await command.ended, 0, command.stderr);
    return (JSON.parse(command.stdout) as { connections: [] }).connections;
  }

  it("connects until Ctrl-C; others see it meanwhile", async () => {
    assert.deepEqual(await list(), []);
    const command = local.run("remote", "connect", "gpu", "--key", local.keyFor(machine));
    await command.output(/Connected to tester@.*\n/, 30_000);
    assert.deepEqual(
      (await list()).map(({ status }) => status),
      ["connected"],
    );
    // Nobody has asked for a browser.
    assert.deepEqual(listeningPorts(local.shared?.pid ?? 0), []);
    command.child.kill("SIGINT");
    assert.equal(await command.ended, 0, command.stderr);
    assert.deepEqual(await list(), []);
  });

  it("a connection can be ended from another terminal", async () => {
    const command = local.run("remote", "connect", "gpu", "--key", local.keyFor(machine));
    await command.output(/Connected/, 30_000);
    const ending = local.run("remote", "disconnect", "gpu");
    assert.equal(await ending.ended, 0, ending.stderr);
    assert.match(ending.stdout, /Disconnected from tester@/);
    assert.equal(await command.ended, 1);
    assert.match(command.stderr, /disconnected/);
    assert.equal(await local.run("remote", "disconnect", "gpu").ended, 1);
  });

  it("opens a viewer there; the link leads to its runs", async () => {
    const key = local.keyFor(machine);
    const command = local.run("remote", "open", "gpu", "--key", key, "--root", "~/store", "--json");
    const { url } = JSON.parse((await command.output(/^\{.*\n/, 40_000))[0]) as { url: string };
    const link = new URL(url);
    const ticket = new URLSearchParams(link.hash.slice(1)).get("ticket");
    // On this machine only, as /proc spells it.
    const [port, ...others] = listeningPorts(local.shared?.pid ?? 0);
    assert.match(port ?? "", /^tcp 0100007F:/);
    assert.deepEqual(others, []);
    const opened = await fetch(`${link.origin}/api/v2/session`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ticket }),
    });
    const cookie = opened.headers.get("set-cookie")?.split(";")[0] ?? "";
    const runs = await fetch(`${link.origin}/api/v2/runs`, { headers: { cookie } });
    assert.equal(((await runs.json()) as { total: number }).total, 1);
    command.child.kill("SIGINT");
    assert.equal(await command.ended, 0, command.stderr);
    await assert.rejects(fetch(link.origin));
  });

  it("without a terminal, what would have to be asked is the reason why it fails", async () => {
    const command = local.run("remote", "connect", "gpu");
    assert.equal(await command.ended, 1);
    assert.match(command.stderr, /^runicorn: tester@127\.0\.0\.1 asks for something/m);
    const nowhere = local.run("remote", "connect", "127.0.0.1", "--port", "1");
    assert.equal(await nowhere.ended, 1);
    assert.match(nowhere.stderr, /Nothing listens at 127\.0\.0\.1:1/);
    assert.equal(await local.run("remote", "connect").ended, 2);
  });

  it("on a terminal it asks for an unknown key and for the password, and shows neither it nor its length", async () => {
    writeFileSync(path.join(local.home, ".ssh", "known_hosts"), "");
    const args = [process.execPath, path.resolve("dist/runicorn.cjs"), "remote", "connect", "gpu"];
    terminal = new RunningCommand(args, {
      cwd: local.home,
      node: "python3",
      script: path.resolve("test/support/remote/on_terminal.py"),
    });
    const type = (line: string) => terminal?.child.stdin?.write(`${line}\n`);
    await terminal.output(/SHA256:[\s\S]*Type yes: /, 30_000);
    assert.ok(terminal.stdout.includes(machine.sshd.hostKeys[0]?.fingerprint ?? "?"));
    type("yes");
    await terminal.output(/Password of tester@.*: $/, 30_000);
    const before = terminal.stdout.length;
    type(password);
    await terminal.output(/Connected to/, 30_000);
    const shown = terminal.stdout.slice(before, terminal.stdout.indexOf("Connected to"));
    assert.equal(shown.trim(), "");
    await until(async () => (await list()).length === 1);
    terminal.child.stdin?.write("\u0003");
    assert.equal(await terminal.ended, 0, terminal.stdout);
    assert.deepEqual(await list(), []);
  });
});
