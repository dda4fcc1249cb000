import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";

import type { Hop } from "#core/remote/target.ts";
import { measureSlowdown } from "#test/support/measureSlowdown.ts";
import { FakeSshd } from "#test/support/sshd/fakeSshd.ts";
import { ScriptedQuestions } from "#test/support/sshd/scriptedQuestions.ts";
import { SshClient } from "#test/support/sshd/sshClient.ts";
import { type Sshd, startSshd } from "#test/support/sshd/startSshd.ts";
import { until } from "#test/support/until.ts";

describe("A target behind two jump hosts", function () {
  this.timeout(60_000);
  const servers: Sshd[] = [];
  let client: SshClient;

  before(async () => {
    for (let i = 0; i < 3; i += 1) servers.push(await startSshd({ password: "right" }));
  });
  after(() => Promise.all(servers.map((sshd) => sshd.dispose())));
  beforeEach(() => {
    client = new SshClient();
  });
  afterEach(() => client.dispose());

  function way(overrides: Partial<Hop> = {}) {
    const [first, second, last] = servers;
    assert.ok(first && second && last);
    const jumps = [client.hopOf(first, overrides), client.hopOf(second, overrides)];
    return client.targetOf(last, { ...overrides, jumps });
  }

  it("is reached through both of them, and none of them is left with a connection", async () => {
    client.trust(...servers);
    const link = await client.open(way());
    const { stdout } = await link.run("echo $SSH_CONNECTION");
    assert.equal(Number(stdout.toString().split(" ")[3]), servers[2]?.port);
    assert.ok((await link.ping()) < 5000);
    for (const sshd of servers) assert.ok(sshd.sessions.length > 0);
    await link.dispose();
    await until(() => servers.every((sshd) => sshd.sessions.length === 0));
  });

  it("asks for each machine's password with its place on the way", async () => {
    client.trust(...servers);
    const questions = new ScriptedQuestions({ secrets: () => ["right"] });
    await client.open(way({ credentials: { keys: [], interactive: true } }), { questions });
    assert.deepEqual(
      questions.asked.map(({ hop }) => hop),
      [0, 1, 2],
    );
  });

  it("is lost as a whole when a machine on the way is", async () => {
    client.trust(...servers);
    for (const sshd of servers) {
      const link = await client.open(way());
      const program = await link.start("cat");
      const begun = performance.now();
      const slowdown = measureSlowdown();
      sshd.signalSessions("SIGKILL");
      await link.closed;
      assert.ok(performance.now() - begun < 1000 * slowdown(), "noticed within a second");
      await program.ended;
      await until(() => servers.every((one) => one.sessions.length === 0));
    }
  });

  it("says which machine lets nobody pass, and which cannot be reached", async () => {
    const closed = await startSshd({ config: { AllowTcpForwarding: "no" } });
    try {
      client.trust(closed, ...servers);
      const [, second, last] = servers;
      assert.ok(second && last);
      const target = client.targetOf(last, { jumps: [client.hopOf(closed)] });
      await assert.rejects(client.open(target), {
        code: "service_unavailable",
        message: /does not let us pass to 127\.0\.0\.1:\d+ \(AllowTcpForwarding/,
      });
      const nowhere = client.targetOf(last, { port: 1, jumps: [client.hopOf(second)] });
      await assert.rejects(client.open(nowhere), {
        code: "service_unavailable",
        message: /could not connect to 127\.0\.0\.1:1/,
      });
    } finally {
      await closed.dispose();
    }
  });

  for (const place of [0, 1, 2]) {
    for (const state of ["unknown", "changed"]) {
      it(`sends no secret to machine ${place} whose key is ${state}`, async () => {
        const fake = await FakeSshd.start();
        try {
          client.trust(...servers);
          const [someKey] = servers[0]?.hostKeys ?? [];
          if (state === "changed") {
            client.trust({ knownHosts: `[127.0.0.1]:${fake.port} ${someKey?.line}\n` });
          }
          const target = way({ credentials: { keys: [], interactive: true, password: "right" } });
          const all = [...target.jumps, target].map((hop, index) =>
            index === place ? { ...hop, port: fake.port } : hop,
          );
          const [first, second, last] = all;
          assert.ok(first && second && last);
          const questions = new ScriptedQuestions({ secrets: () => ["right"] });
          await assert.rejects(
            client.open({ ...target, port: last.port, jumps: [first, second] }, { questions }),
            (error: Error & { code?: string; details?: { host_key?: { hop?: number } } }) => {
              assert.equal(error.code, "HOST_KEY_CONFIRMATION_REQUIRED");
              assert.equal(error.details?.host_key?.hop, place);
              return true;
            },
          );
          assert.equal(fake.connections, 1);
          assert.deepEqual(fake.attempts, []);
        } finally {
          await fake.dispose();
        }
        await until(() => servers.every((sshd) => sshd.sessions.length === 0));
      });
    }
  }

  it("never goes past a machine whose key is not confirmed", async () => {
    writeFileSync(client.knownHosts, servers[0]?.knownHosts ?? "");
    const questions = new ScriptedQuestions();
    await assert.rejects(client.open(way(), { questions }), {
      code: "HOST_KEY_CONFIRMATION_REQUIRED",
    });
    assert.deepEqual(
      questions.hostKeys.map(({ hop, port }) => ({ hop, port })),
      [{ hop: 1, port: servers[1]?.port }],
    );
  });
});
