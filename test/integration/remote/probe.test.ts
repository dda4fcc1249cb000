import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import type { Timing } from "#core/remote/ssh/timing.ts";
import { measureSlowdown } from "#test/support/measureSlowdown.ts";
import { FaultProxy } from "#test/support/sshd/faultProxy.ts";
import { ScriptedQuestions } from "#test/support/sshd/scriptedQuestions.ts";
import { SshClient } from "#test/support/sshd/sshClient.ts";
import { type Sshd, startSshd } from "#test/support/sshd/startSshd.ts";
import { scaled, fifth } from "#test/support/sshd/testTiming.ts";
import { until } from "#test/support/until.ts";

/** The quickest way to log in. */
const credentials = { keys: [], interactive: false, password: "right" };

describe("A dead link", function () {
  this.timeout(60_000);
  let sshd: Sshd;
  let proxy: FaultProxy;
  let client: SshClient;

  before(async () => {
    sshd = await startSshd({ password: "right" });
  });
  after(() => sshd.dispose());
  beforeEach(async () => {
    client = new SshClient();
    proxy = await FaultProxy.start(sshd.port);
    client.trust(sshd, { knownHosts: sshd.knownHosts.replaceAll(`${sshd.port}`, `${proxy.port}`) });
  });
  afterEach(async () => {
    await client.dispose();
    await proxy.dispose();
  });

  async function open(timing: Timing, through = proxy.port) {
    const { signal } = new AbortController();
    const target = client.targetOf(sshd, { port: through, credentials });
    const { session } = await client.pool(timing).open(target, new ScriptedQuestions(), signal);
    return session;
  }

  it("is noticed within 20 s when idle (times and figure a fifth)", async () => {
    const session = await open(fifth);
    const link = await session.link();
    // Anywhere between two probes.
    await sleep(1300);
    const begun = performance.now();
    proxy.blackhole();
    await link.closed;
    assert.ok(performance.now() - begun < 4000, `after ${performance.now() - begun} ms`);
  });

  it("is noticed within 40 s when busy (times and figure a fifth)", async () => {
    const session = await open(fifth);
    const link = await session.link();
    const upload = await link.start("cat > /dev/null");
    upload.stdin.write(Buffer.alloc(8 << 20));
    const download = await link.start("cat /dev/zero");
    download.stdout.resume();
    await sleep(500);
    const begun = performance.now();
    proxy.blackhole();
    await link.closed;
    assert.ok(performance.now() - begun < 8000, `after ${performance.now() - begun} ms`);
  });

  it("is noticed on every hop: behind a jump host, and at it", async () => {
    const jump = client.hopOf(sshd, { port: proxy.port, credentials });
    const target = client.targetOf(sshd, { jumps: [jump], credentials });
    const link = await client.open(target, { timing: fifth });
    const program = await link.start("cat");
    proxy.blackhole();
    await link.closed;
    assert.deepEqual(await program.ended, { code: null, signal: null });
    await assert.rejects(link.run("true"), { code: "service_unavailable" });
  });

  it("is noticed within a second when it is reset", async () => {
    const link = await (await open(fifth)).link();
    const begun = performance.now();
    const slowdown = measureSlowdown();
    proxy.reset();
    await link.closed;
    assert.ok(performance.now() - begun < 1000 * slowdown());
  });

  it("counts as degraded after the first miss, and as well again after an answer", async () => {
    const session = await open(scaled(0.1, { probeMs: 1000, keepaliveMs: 10_000 }));
    const link = await session.link();
    proxy.blackhole();
    await until(() => session.state.status === "degraded");
    assert.match(session.state.reason ?? "", /has not answered/);
    proxy.restore();
    await until(() => session.state.status === "connected");
    assert.equal(session.state.reason, undefined);
    assert.equal(await session.link(), link);
  });

  it("is looked for at once when the machine wakes up", async () => {
    let asleepMs = 0;
    const timing = scaled(1, {
      wallNow: () => Date.now() + asleepMs,
      clockCheckMs: 100,
      probeMs: 1000,
      reconnectMs: [60_000],
    });
    const session = await open(timing);
    const link = await session.link();
    const begun = performance.now();
    proxy.cut();
    asleepMs = 3_600_000;
    await link.closed;
    // Without the minute that comes before the first try otherwise.
    await until(() => session.state.status === "connected");
    assert.ok(performance.now() - begun < 5000);
    // A link that has survived is kept.
    const survivor = await session.link();
    asleepMs *= 2;
    await sleep(1000);
    assert.equal(await session.link(), survivor);
    // One that waits for its next try, or for somebody, does not wait any longer.
    proxy.reset();
    await until(() => session.state.status === "reconnecting");
    asleepMs *= 2;
    await until(() => session.state.status === "connected");
  });
});
