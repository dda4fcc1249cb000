import assert from "node:assert/strict";
import { createServer } from "node:net";
import path from "node:path";

import type { RemoteConnection } from "#core/protocol/remote.ts";
import { checkHealth, healthOf } from "#core/remote/connectionHealth.ts";
import type { HostConnection } from "#core/remote/hostConnection.ts";
import { HostConnections } from "#core/remote/hostConnections.ts";
import type { LocalPort } from "#core/remote/localPort.ts";
import { SessionPool } from "#core/remote/session/sessionPool.ts";
import { ViewerPort } from "#core/server/remote/viewerPort.ts";
import { RemoteMachine } from "#test/support/remote/remoteMachine.ts";
import { SshClient } from "#test/support/sshd/sshClient.ts";
import { fifth } from "#test/support/sshd/testTiming.ts";
import { until } from "#test/support/until.ts";

/** The table of faults and recoveries in the design document of remote viewers, row by row. */
describe("what happens to a remote viewer when", function () {
  this.timeout(120_000);
  let machine: RemoteMachine;
  let client: SshClient;
  let hosts: HostConnections;
  let connection: HostConnection;
  let ports: LocalPort[];
  let told: RemoteConnection[];

  before(async () => {
    machine = await RemoteMachine.start({ environments: [] });
  });
  after(() => machine.dispose());

  beforeEach(async () => {
    client = new SshClient();
    client.trust(machine.sshd);
    ports = [];
    told = [];
    hosts = new HostConnections({
      env: client.env,
      settingsFolder: path.join(client.home, "settings"),
      bundleFolder: path.resolve("dist"),
      version: "1.2.3",
      pool: new SessionPool({
        ownKnownHosts: client.ownKnownHosts,
        env: client.env,
        timing: fifth,
      }),
      timing: { health: 1000 },
      openPort: async (proxy, wanted) => {
        const port = await ViewerPort.open(proxy, wanted, { auth: false, log: () => {} });
        ports.push(port);
        return port;
      },
    });
    hosts.onChange((one) => told.push(one));
    connection = await hosts.connect(client.targetOf(machine.sshd));
  });
  afterEach(async () => {
    await hosts.dispose();
    await client.dispose();
  });

  const start = () => hosts.startViewer(connection, { root: machine.root });
  const runsBy = async (url: string) => {
    const answer = (await (await fetch(`${url}/api/v2/runs`)).json()) as { total: number };
    return answer.total;
  };

  it("nothing does: it is healthy, and its clock is ours", async () => {
    const viewer = await start();
    await viewer.openPort();
    const checks = await checkHealth(connection);
    assert.deepEqual(
      Object.values(checks).map(({ status }) => status),
      ["ok", "ok", "ok"],
    );
    assert.equal(healthOf(checks), "healthy");
    const clock = await until(() => connection.clock.value);
    assert.ok(Math.abs(clock.offset_ms) <= clock.error_ms + 50, JSON.stringify(clock));
  });

  it("the SSH connection breaks: it comes back by itself, viewer, port and all", async () => {
    const viewer = await start();
    const { url } = await viewer.openPort();
    assert.equal(await runsBy(url), 1);
    const { pid } = viewer.describe();
    told.length = 0;
    machine.sshd.signalSessions("SIGKILL");
    await until(() => told.some(({ status }) => status === "reconnecting"), { timeout: 20_000 });
    await until(() => viewer.status === "running" && viewer.describe().pid !== pid, {
      timeout: 20_000,
    });
    await until(() => connection.status === "connected", { timeout: 20_000 });
    assert.equal(viewer.port?.url, url);
    assert.equal(await until(() => runsBy(url), { timeout: 20_000 }), 1);
    const reconnecting = told.find(({ status }) => status === "reconnecting");
    assert.ok(reconnecting?.reason, "why is told");
  });

  it("its process crashes: it is started again, then given up with the reason and the log", async () => {
    const viewer = await start();
    let pid = 0;
    for (let deaths = 0; deaths < 3; deaths++) {
      const now = await until(
        () => {
          const state = viewer.describe();
          return state.status === "running" && state.pid !== pid && (state.pid ?? false);
        },
        { timeout: 30_000 },
      );
      pid = now;
      process.kill(pid, "SIGKILL");
    }
    await until(() => viewer.status === "failed", { timeout: 30_000 });
    const last = await until(() => told.find((one) => one.viewer?.status === "failed"));
    assert.match(last.reason ?? "", /ended 3 times in a row/);
    assert.equal(last.status, "degraded");
    assert.ok(viewer.logs(50).some((line) => line.includes("ended")));
    assert.equal(healthOf(await checkHealth(connection)), "degraded");
    // One click, and it runs again.
    await start();
    assert.equal(viewer.status, "running");
    assert.equal(connection.status, "connected");
  });

  it("it hangs: that is noticed, told, and over when it goes on", async () => {
    const viewer = await start();
    const pid = viewer.describe().pid ?? assert.fail();
    process.kill(pid, "SIGSTOP");
    try {
      await until(() => connection.status === "degraded", { timeout: 30_000 });
      assert.match(connection.describe().reason ?? "", /does not answer/);
    } finally {
      process.kill(pid, "SIGCONT");
    }
    await until(() => connection.status === "connected", { timeout: 30_000 });
  });

  it("the local port is gone: it is opened again, the same one", async () => {
    const viewer = await start();
    const { url, port } = await viewer.openPort();
    await ports[0]?.dispose();
    await assert.rejects(fetch(url));
    await until(() => runsBy(url), { timeout: 20_000 });
    assert.equal(viewer.port?.port, port);
  });

  it("the local port is taken: another one is used", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const address = other.address();
    assert.ok(typeof address === "object" && address);
    try {
      const viewer = await start();
      const port = await viewer.openPort(address.port);
      assert.notEqual(port.port, address.port);
      assert.ok(port.port >= 8081, String(port.port));
      assert.equal(await runsBy(port.url), 1);
    } finally {
      other.close();
    }
  });
});
