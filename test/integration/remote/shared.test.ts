import assert from "node:assert/strict";
import { chmodSync, chownSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

import { LiveFeed } from "#core/client/liveFeed.ts";
import { createMethods } from "#core/client/methods.ts";
import { SocketTransport } from "#core/local/socketTransport.ts";
import { SharedServer } from "#core/protocol/sharedServer.ts";
import { v2Api } from "#core/protocol/v2Api.ts";
import { LocalMachine } from "#test/support/remote/remoteMachine.ts";
import { type RunningCommand } from "#test/support/runCommand.ts";
import { until } from "#test/support/until.ts";

describe("runicorn viewer --shared", function () {
  this.timeout(60_000);
  let local: LocalMachine;
  let record: string;
  const feeds: LiveFeed[] = [];
  const transports: SocketTransport[] = [];

  beforeEach(() => {
    local = new LocalMachine();
    record = path.join(local.home, ".config", "runicorn", "shared.json");
  });
  afterEach(async () => {
    for (const one of [...feeds.splice(0), ...transports.splice(0)]) one.dispose();
    await local.dispose();
  });

  async function hello(command: RunningCommand): Promise<SharedServer> {
    const [line] = await command.output(/^.+\n/, 30_000);
    return SharedServer.parse(JSON.parse(line));
  }

  /** A window, as long as it is open. */
  function attach({ socket, token }: SharedServer) {
    const transport = new SocketTransport(() => Promise.resolve({ listen: { socket }, token }));
    const feed = new LiveFeed(transport);
    transports.push(transport);
    feeds.push(feed);
    return { feed, client: createMethods(transport, v2Api) };
  }

  it("writes where it is for this user alone, and says the same", async () => {
    const command = local.run("viewer", "--shared");
    const server = await hello(command);
    assert.deepEqual(SharedServer.parse(JSON.parse(readFileSync(record, "utf8"))), server);
    assert.equal(statSync(record).mode & 0o777, 0o600);
    assert.equal(server.pid, command.child.pid);
    const { client } = attach(server);
    assert.equal((await client.getStore()).version, server.version);
    assert.ok(!command.stderr.includes(server.token));
  });

  it("started by five windows at once, is one", async () => {
    const commands = Array.from({ length: 5 }, () => local.run("viewer", "--shared"));
    const servers = await Promise.all(commands.map(hello));
    assert.equal(new Set(servers.map(({ pid }) => pid)).size, 1);
    const others = commands.filter(({ child }) => child.pid !== servers[0]?.pid);
    assert.deepEqual(await Promise.all(others.map(({ ended }) => ended)), [0, 0, 0, 0]);
    const { client } = attach(servers[0] ?? assert.fail());
    await client.getStore();
  });

  it("ends some time after the last window has left, and not before", async () => {
    const command = local.run("viewer", "--shared", "--idle", "2");
    const server = await hello(command);
    const { feed } = attach(server);
    await until(() => feed.state === "live", { timeout: 10_000 });
    await new Promise((resolve) => setTimeout(resolve, 4000));
    assert.equal(command.child.exitCode, null);
    feed.dispose();
    assert.equal(await command.ended, 0);
    assert.ok(!existsSync(record));
    assert.match(command.stderr, /nobody is left/);
  });

  it("goes on when whoever started it is gone, and its output with it", async () => {
    const command = local.run("viewer", "--shared");
    const server = await hello(command);
    command.child.stdin?.destroy();
    command.child.stdout?.destroy();
    command.child.stderr?.destroy();
    const { client } = attach(server);
    for (let i = 0; i < 3; i++) await client.getStore();
    assert.equal(command.child.exitCode, null);
  });

  it("killed, leaves a record that the next one replaces", async () => {
    const first = local.run("viewer", "--shared");
    const dead = await hello(first);
    first.child.kill("SIGKILL");
    await first.ended;
    assert.ok(existsSync(record));
    const server = await hello(local.run("viewer", "--shared"));
    assert.notEqual(server.pid, dead.pid);
    await attach(server).client.getStore();
  });

  it("asked to end, takes its record along, and leaves another one's alone", async () => {
    const command = local.run("viewer", "--shared");
    const server = await hello(command);
    const other = { ...server, token: "of another one" };
    writeFileSync(record, JSON.stringify(other), { mode: 0o600 });
    command.child.kill("SIGTERM");
    assert.equal(await command.ended, 0);
    assert.ok(existsSync(record));
  });

  it("does not believe a record of another user, or one that others can write", async () => {
    const server = await hello(local.run("viewer", "--shared"));
    chmodSync(record, 0o666);
    const refused = local.run("viewer", "--shared");
    assert.equal(await refused.ended, 1);
    assert.match(refused.stderr, /open to others/);
    chmodSync(record, 0o600);
    if (process.getuid?.() !== 0) return;
    chownSync(record, 65_534, 65_534);
    const foreign = local.run("viewer", "--shared");
    assert.equal(await foreign.ended, 1);
    assert.match(foreign.stderr, /belongs to another user/);
    chownSync(record, 0, 0);
    await attach(server).client.getStore();
  });

  it("is not confused by a record that is cut short", async () => {
    const first = await hello(local.run("viewer", "--shared"));
    writeFileSync(record, JSON.stringify(first).slice(0, 20), { mode: 0o600 });
    const second = await hello(local.run("viewer", "--shared"));
    assert.notEqual(first.pid, second.pid);
  });
});
