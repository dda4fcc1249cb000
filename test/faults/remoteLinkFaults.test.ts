import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import { RunicornError } from "#core/protocol/errors.ts";
import type { RemoteSession } from "#core/remote/session/remoteSession.ts";
import type { Timing } from "#core/remote/ssh/timing.ts";
import type { Target } from "#core/remote/target.ts";
import { FaultProxy } from "#test/support/sshd/faultProxy.ts";
import { ScriptedQuestions } from "#test/support/sshd/scriptedQuestions.ts";
import { SshClient } from "#test/support/sshd/sshClient.ts";
import { type Sshd, startSshd } from "#test/support/sshd/startSshd.ts";
import { fifth, scaled } from "#test/support/sshd/testTiming.ts";
import { until } from "#test/support/until.ts";

import { note } from "./results.ts";
import { isFull, randoms, sample, seed } from "./scale.ts";

interface Place {
  readonly sshd: Sshd;
  readonly proxy: FaultProxy;
}

/** What happens to the link, and what makes it well again. */
const faults: Readonly<
  Record<string, { begin(place: Place): unknown; heal?(place: Place): unknown }>
> = {
  reset: { begin: ({ proxy }) => proxy.reset() },
  blackhole: { begin: ({ proxy }) => proxy.blackhole(), heal: ({ proxy }) => proxy.restore() },
  "cut without a word": { begin: ({ proxy }) => proxy.cut() },
  "killed session": { begin: ({ sshd }) => sshd.signalSessions("SIGKILL") },
  "stopped session": {
    begin: ({ sshd }) => sshd.signalSessions("SIGSTOP"),
    heal: ({ sshd }) => sshd.signalSessions("SIGCONT"),
  },
  "server gone": { begin: ({ proxy }) => proxy.refuse(), heal: ({ proxy }) => proxy.listen() },
};
const duringLogin = ["the first bytes", "the question for the host key", "the question for a code"];
const afterLogin = ["idling", "a download", "an upload"];

/** The quickest way to log in. */
const credentials = { keys: [], interactive: false, password: "right" };

describe("A fault of the network or the server", function () {
  this.timeout(isFull ? 300_000 : 60_000);
  let sshd: Sshd;
  let proxy: FaultProxy;
  let client: SshClient;
  const random = randoms(seed);
  const { signal } = new AbortController();

  before(async () => {
    sshd = await startSshd({ password: "right" });
  });
  after(() => sshd.dispose());
  beforeEach(async () => {
    client = new SshClient();
    proxy = await FaultProxy.start(sshd.port);
  });
  afterEach(async () => {
    await client.dispose();
    await proxy.dispose();
  });

  function trust(through: FaultProxy): void {
    client.trust({ knownHosts: sshd.knownHosts.replaceAll(`${sshd.port}`, `${through.port}`) });
  }

  async function open(timing: Timing, target: Target): Promise<RemoteSession> {
    const { session } = await client.pool(timing).open(target, new ScriptedQuestions(), signal);
    return session;
  }

  const logins = pairs(Object.keys(faults), duringLogin);
  for (const [fault, phase] of sample(logins, 3, random)) {
    it(`during ${phase}: ${fault} ends the attempt in time, with a reason`, async () => {
      const begin = () => faults[fault]?.begin({ sshd, proxy });
      const meanwhile = async <T>(answer: T): Promise<T> => {
        await begin();
        await sleep(200);
        return answer;
      };
      if (phase !== "the question for the host key") trust(proxy);
      const questions = new ScriptedQuestions({
        trust: () => meanwhile(true),
        secrets: () => meanwhile(["right"]),
      });
      const target = client.targetOf(sshd, {
        port: proxy.port,
        timeoutMs: 2000,
        credentials: { keys: [], interactive: true },
      });
      const opening = client.pool(fifth).open(target, questions, signal);
      if (phase === "the first bytes") {
        // Where it is over before it began, the question meets the fault.
        void until(() => proxy.counted.fromServer > 0, { every: 1 }).then(begin, () => undefined);
      }
      const begun = performance.now();
      try {
        const { session } = await opening;
        // It was turned away, came again and got in.
        assert.ok(proxy.accepted > 1 || fault === "killed session");
        await session.dispose();
      } catch (error) {
        assert.ok(RunicornError.is(error), String(error));
        assert.ok(["service_unavailable", "connection_timeout"].includes(error.code), error.code);
        assert.match(error.message, /127\.0\.0\.1/);
      }
      assert.ok(performance.now() - begun < 10_000);
      await faults[fault]?.heal?.({ sshd, proxy });
    });
  }

  const links = pairs(Object.keys(faults), afterLogin);
  for (const [fault, phase] of sample(links, 3, random)) {
    it(`during ${phase}: ${fault} is noticed, and the session comes back`, async () => {
      trust(proxy);
      const session = await open(fifth, client.targetOf(sshd, { port: proxy.port, credentials }));
      const link = await session.link();
      if (phase === "an upload") {
        (await link.start("cat > /dev/null")).stdin.write(Buffer.alloc(4 << 20));
      }
      if (phase === "a download") (await link.start("cat /dev/zero")).stdout.resume();
      await sleep(300);
      const begun = performance.now();
      await faults[fault]?.begin({ sshd, proxy });
      await link.closed;
      const noticedMs = performance.now() - begun;
      assert.ok(noticedMs < 8000, `noticed after ${noticedMs} ms`);
      await assert.rejects(link.run("true"), { code: "service_unavailable" });
      await faults[fault]?.heal?.({ sshd, proxy });
      const back = await session.link();
      assert.equal((await back.run("echo works")).stdout.toString(), "works\n");
      note({
        fault: `${fault} during ${phase}, times a fifth`,
        sdk: "remote",
        tried: 1,
        found: `noticed after ${(noticedMs / 1000).toFixed(1)} s, came back`,
      });
    });
  }

  if (!isFull) return;

  it("leaves a session that is back within 5 s of the network (95 %, real times, away for 10 to 60 s)", async () => {
    const pool = client.pool();
    const took = await Promise.all(
      Array.from({ length: 20 }, async (_, i) => {
        const own = await FaultProxy.start(sshd.port);
        trust(own);
        const target = client.targetOf(sshd, { port: own.port, timeoutMs: 30_000, credentials });
        const { session } = await pool.open(target, new ScriptedQuestions(), signal);
        const fault = faults[i % 2 === 0 ? "blackhole" : "server gone"];
        await fault?.begin({ sshd, proxy: own });
        await sleep(10_000 + random() * 50_000);
        await fault?.heal?.({ sshd, proxy: own });
        const begun = performance.now();
        // A short blackhole may have gone by unnoticed.
        await until(
          () => session.state.status === "connected" || session.state.status === "degraded",
          {
            timeout: 60_000,
          },
        );
        await (await session.link()).run("true", { limitMs: 30_000 });
        const ms = performance.now() - begun;
        await session.dispose();
        await own.dispose();
        return ms;
      }),
    );
    const times = took.sort((a, b) => a - b);
    const p95 = times[Math.ceil(times.length * 0.95) - 1] ?? Infinity;
    note({
      fault: "network away for 10 to 60 s",
      sdk: "remote",
      tried: times.length,
      found: `back within ${(p95 / 1000).toFixed(1)} s (95 %) of its return`,
    });
    assert.ok(p95 <= 5000, times.map((ms) => Math.round(ms)).join(" "));
  });

  it("is none where a link is slow: 0.8 Mbit/s with delays, real times", async () => {
    trust(proxy);
    const session = await open(scaled(1), client.targetOf(sshd, { port: proxy.port, credentials }));
    const link = await session.link();
    proxy.delay(2000);
    proxy.limit(100_000);
    const limitMs = 120_000;
    const { stdout } = await link.run("head -c 2000000 /dev/zero", { limitMs });
    assert.equal(stdout.length, 2_000_000);
    await link.run("cat > /dev/null", { input: Buffer.alloc(2_000_000), limitMs });
    assert.equal(await session.link(), link);
    note({
      fault: "0.8 Mbit/s, 4 s there and back",
      sdk: "remote",
      tried: 1,
      found: "2 MB each way, link kept",
    });
  });
});

function pairs(some: readonly string[], others: readonly string[]): [string, string][] {
  return some.flatMap((one) => others.map((other): [string, string] => [one, other]));
}
