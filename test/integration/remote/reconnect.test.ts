import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import type { RemoteSession } from "#core/remote/session/remoteSession.ts";
import type { SessionState } from "#core/remote/session/sessionState.ts";
import type { Timing } from "#core/remote/ssh/timing.ts";
import type { Target } from "#core/remote/target.ts";
import { FakeSshd } from "#test/support/sshd/fakeSshd.ts";
import { FaultProxy } from "#test/support/sshd/faultProxy.ts";
import { ScriptedQuestions } from "#test/support/sshd/scriptedQuestions.ts";
import { SshClient } from "#test/support/sshd/sshClient.ts";
import { type Sshd, startSshd } from "#test/support/sshd/startSshd.ts";
import { scaled, fifth } from "#test/support/sshd/testTiming.ts";
import { until } from "#test/support/until.ts";

describe("A session whose link is lost", function () {
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

  const target = (overrides: Partial<Target> = {}) =>
    client.targetOf(sshd, {
      port: proxy.port,
      timeoutMs: 10_000,
      // The quickest way to log in.
      credentials: { keys: [], interactive: false, password: "right" },
      ...overrides,
    });

  async function open(
    overrides: Partial<Target> = {},
    timing: Timing = fifth,
    questions = new ScriptedQuestions(),
  ) {
    const pool = client.pool(timing);
    const { signal } = new AbortController();
    const { session } = await pool.open(target(overrides), questions, signal);
    const states: SessionState[] = [];
    session.onChange((state) => states.push(state));
    return { session, states, statuses: () => states.map(({ status }) => status) };
  }
  const isConnected = (session: RemoteSession) => () => session.state.status === "connected";
  const works = async (session: RemoteSession) => (await session.link()).run("echo works");

  for (const fault of ["reset", "killed session", "blackhole"] as const) {
    it(`comes back by itself after a ${fault}`, async () => {
      const { session, statuses } = await open();
      const before = await session.link();
      if (fault === "reset") proxy.reset();
      else if (fault === "killed session") sshd.signalSessions("SIGKILL");
      else {
        proxy.blackhole();
        await before.closed;
        proxy.restore();
      }
      const link = await (async () => {
        await before.closed;
        return session.link();
      })();
      assert.notEqual(link, before);
      assert.equal((await link.run("echo works")).stdout.toString(), "works\n");
      const seen = statuses();
      assert.equal(seen.at(-1), "connected");
      assert.ok(seen.includes("reconnecting"));
      assert.equal(seen.includes("degraded"), fault === "blackhole");
    });
  }

  it("waits for a network that is away, and is back soon after it", async () => {
    const { session } = await open({}, scaled(0.2, { reconnectMs: [100, 400] }));
    await proxy.refuse();
    await until(() => session.state.status === "reconnecting");
    await sleep(2000);
    await proxy.listen();
    const begun = performance.now();
    await until(isConnected(session));
    assert.ok(performance.now() - begun < 4000);
    await works(session);
  });

  it("is called, not tried, while the machine cannot be reached: however long that is, it is back at once", async () => {
    // All tries together would be over in less than the machine is away.
    const timing = scaled(0.2, { reconnectMs: [20, 60_000], redialMs: 50 });
    const { session } = await open({ timeoutMs: 2000 }, timing);
    const before = proxy.accepted;
    await proxy.refuse();
    await sleep(2500);
    assert.equal(session.state.status, "reconnecting");
    await proxy.listen();
    const begun = performance.now();
    await until(isConnected(session));
    assert.ok(performance.now() - begun < 5000);
    assert.equal(proxy.accepted, before + 1);
  });

  it("is waited for behind another machine, too, which is logged in to once", async () => {
    const timing = scaled(0.2, { reconnectMs: [20, 60_000], reaskMs: 50 });
    const credentials = { keys: [], interactive: false, password: "right" };
    const jump = await FaultProxy.start(sshd.port);
    client.trust({ knownHosts: sshd.knownHosts.replaceAll(`${sshd.port}`, `${jump.port}`) });
    try {
      const jumps = [client.hopOf(sshd, { port: jump.port, credentials })];
      const { session } = await open({ jumps, timeoutMs: 5000 }, timing);
      const before = [jump.accepted, proxy.accepted];
      await proxy.refuse();
      await until(() => session.state.status === "reconnecting");
      // All tries together would be over in less than that.
      await sleep(1200);
      assert.equal(session.state.status, "reconnecting");
      await proxy.listen();
      await until(isConnected(session));
      await works(session);
      assert.deepEqual(
        [jump.accepted, proxy.accepted],
        before.map((count) => count + 1),
      );
    } finally {
      await jump.dispose();
    }
  });

  it("is given up where the machine stays away", async () => {
    const timing = scaled(0.2, { reconnectMs: [20], redialMs: 20, awayMs: 200 });
    const { session } = await open({}, timing);
    await proxy.refuse();
    await until(() => session.state.status === "disconnected");
    assert.match(session.state.reason ?? "", /Nothing listens/);
  });

  it("is tried a few times, then waits for somebody to ask", async () => {
    const { session, states } = await open(
      { timeoutMs: 2000 },
      scaled(0.2, { reconnectMs: [20, 80] }),
    );
    proxy.blackhole();
    await until(() => session.state.status === "disconnected", { timeout: 20_000 });
    assert.equal(proxy.accepted, 3);
    assert.match(session.state.reason ?? "", /within 2 s/);
    await assert.rejects(session.link(), { code: "service_unavailable" });
    assert.ok(states.every(({ status, reason }) => status === "connected" || reason !== ""));
    await sleep(500);
    assert.equal(proxy.accepted, 3);
    await proxy.dispose();
    await assert.rejects(session.reconnect(), { code: "service_unavailable" });
    assert.match(session.state.reason ?? "", /Nothing listens/);
  });

  it("comes back when asked to", async () => {
    const { session } = await open({}, scaled(0.2, { reconnectMs: [] }));
    proxy.reset();
    await until(() => session.state.status === "disconnected");
    await session.reconnect();
    assert.equal(session.state.status, "connected");
    await works(session);
  });

  it("does not wait any longer when asked to", async () => {
    const { session } = await open({}, scaled(0.2, { reconnectMs: [60_000] }));
    proxy.reset();
    await until(() => session.state.status === "reconnecting");
    await session.reconnect();
    await works(session);
  });

  it("is never tried again by itself when the login fails", async () => {
    const questions = new ScriptedQuestions({ secrets: () => ["right"] });
    const key = sshd.makeClientKey();
    const { session } = await open(
      { credentials: { keys: [key], interactive: false } },
      fifth,
      questions,
    );
    sshd.forgetKeys();
    proxy.reset();
    await until(() => session.state.status === "failed");
    assert.match(session.state.reason ?? "", /could not be logged in/);
    const tried = proxy.accepted;
    await sleep(1000);
    assert.equal(proxy.accepted, tried);
    sshd.authorize(key);
    await session.reconnect();
    assert.equal(session.state.status, "connected");
  });

  it("is never tried again by itself when the key of the server has changed", async () => {
    const fake = await FakeSshd.start();
    try {
      const credentials = { keys: [sshd.makeClientKey()], interactive: true, password: "right" };
      const { session } = await open({ credentials });
      proxy.redirect(fake.port);
      proxy.reset();
      await until(() => session.state.status === "failed");
      assert.match(session.state.reason ?? "", /has changed: somebody may be in between/);
      await sleep(1000);
      assert.equal(fake.connections, 1);
      const questions = new ScriptedQuestions({ trust: () => true, secrets: () => ["right"] });
      await assert.rejects(session.reconnect(questions), {
        code: "HOST_KEY_CONFIRMATION_REQUIRED",
      });
      assert.deepEqual(fake.attempts, []);
    } finally {
      await fake.dispose();
    }
  });

  it("uses the password that was typed, in memory, and asks nobody", async () => {
    const questions = new ScriptedQuestions({ secrets: () => ["right"] });
    const credentials = { keys: [], interactive: true };
    const { session, statuses } = await open({ credentials }, fifth, questions);
    assert.equal(questions.asked.length, 1);
    proxy.reset();
    await until(() => statuses().includes("reconnecting"));
    await until(isConnected(session));
    await works(session);
    assert.equal(questions.asked.length, 1);
  });

  it("is over once disposed, also while it is tried again", async () => {
    const { session } = await open();
    proxy.blackhole();
    proxy.reset();
    await until(() => session.state.status === "reconnecting");
    const waiting = assert.rejects(session.link());
    await session.dispose();
    await waiting;
    assert.equal(session.state.status, "disconnected");
    await assert.rejects(session.reconnect());
    await until(() => proxy.open === 0);
  });
});
