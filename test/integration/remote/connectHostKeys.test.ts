import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

import { FakeSshd } from "#test/support/sshd/fakeSshd.ts";
import { ScriptedQuestions } from "#test/support/sshd/scriptedQuestions.ts";
import { SshClient } from "#test/support/sshd/sshClient.ts";
import { type Sshd, startSshd } from "#test/support/sshd/startSshd.ts";

describe("A server's key", function () {
  this.timeout(60_000);
  let sshd: Sshd;
  let client: SshClient;

  before(async () => {
    sshd = await startSshd({ hostKeys: ["ed25519", "ecdsa", "rsa"], password: "right" });
  });
  after(() => sshd.dispose());
  beforeEach(() => {
    client = new SshClient();
  });
  afterEach(() => client.dispose());

  it("is shown by its fingerprint when unknown, and nothing goes on before it is confirmed", async () => {
    const questions = new ScriptedQuestions();
    await assert.rejects(client.open(client.targetOf(sshd), { questions }), (error: Error) => {
      const { code, details } = error as Error & { code: string; details: { host_key: object } };
      assert.equal(code, "HOST_KEY_CONFIRMATION_REQUIRED");
      assert.deepEqual(details.host_key, {
        host: "127.0.0.1",
        port: sshd.port,
        known_hosts_host: `[127.0.0.1]:${sshd.port}`,
        key_type: "ssh-ed25519",
        fingerprint_sha256: sshd.hostKeys[0]?.fingerprint,
        public_key: sshd.hostKeys[0]?.publicKey,
        reason: "unknown",
        hop: 0,
      });
      return true;
    });
    assert.equal(questions.hostKeys.length, 1);
  });

  it("may take the person longer than the whole connection may", async () => {
    const questions = new ScriptedQuestions({
      trust: async () => {
        await sleep(1500);
        return true;
      },
    });
    const link = await client.open(client.targetOf(sshd, { timeoutMs: 1200 }), { questions });
    assert.equal((await link.run("echo in")).stdout.toString(), "in\n");
  });

  it("is asked for in the type that is known, so that it does not look changed", async () => {
    for (const key of sshd.hostKeys) {
      writeFileSync(client.knownHosts, `[127.0.0.1]:${sshd.port} ${key.line}\n`);
      const link = await client.open(client.targetOf(sshd));
      assert.equal(link.facts.hostKey.type, key.type);
      assert.equal(link.facts.hostKey.fingerprint, key.fingerprint);
    }
  });

  it("is refused when it has changed, without a question, naming file and line", async () => {
    const other = sshd.makeClientKey();
    writeFileSync(client.knownHosts, `# mine\n[127.0.0.1]:${sshd.port} ${other.line}\n`);
    const questions = new ScriptedQuestions({ trust: () => true });
    await assert.rejects(client.open(client.targetOf(sshd), { questions }), (error: Error) => {
      const { code, details } = error as Error & { code: string; details: { host_key: object } };
      assert.equal(code, "HOST_KEY_CONFIRMATION_REQUIRED");
      const wanted = {
        reason: "changed",
        expected_fingerprint_sha256: other.fingerprint,
        expected_in: `${client.knownHosts}:2`,
      };
      assert.deepEqual({ ...details.host_key, ...wanted }, details.host_key);
      assert.match(error.message, /changed/);
      return true;
    });
    assert.equal(questions.hostKeys.length, 0);
  });

  it("is refused for good when it is revoked, or unknown where StrictHostKeyChecking is yes", async () => {
    const questions = new ScriptedQuestions({ trust: () => true });
    const target = client.targetOf(sshd, { refuseUnknownKeys: true });
    await assert.rejects(client.open(target, { questions }), {
      code: "authentication_failed",
      message: /StrictHostKeyChecking/,
    });
    const name = `[127.0.0.1]:${sshd.port}`;
    const lines = sshd.hostKeys.map(({ line }) => `@revoked * ${line}\n${name} ${line}\n`);
    writeFileSync(client.knownHosts, lines.join(""));
    await assert.rejects(client.open(client.targetOf(sshd), { questions }), {
      code: "authentication_failed",
      message: /revoked/,
    });
    assert.equal(questions.hostKeys.length, 0);
  });

  it("gets no stored password when it was new, even if the person has just confirmed it", async () => {
    const credentials = { keys: [], interactive: false, password: "right" };
    const questions = new ScriptedQuestions({ trust: () => true });
    const target = client.targetOf(sshd, { credentials });
    await assert.rejects(client.open(target, { questions }), {
      code: "authentication_failed",
      message: /kept back/,
    });
    client.trust(sshd);
    await client.open(target);
  });

  for (const state of ["unknown", "changed", "revoked", "refused"] as const) {
    it(`that is ${state} costs no secret: 0 bytes of password, answer or signature reach the server`, async () => {
      const fake = await FakeSshd.start();
      try {
        const name = `[127.0.0.1]:${fake.port}`;
        const { line } = state === "changed" ? sshd.makeClientKey() : fake.hostKey;
        const marker = state === "revoked" ? "@revoked " : "";
        if (state === "changed" || state === "revoked") {
          writeFileSync(client.knownHosts, `${marker}${name} ${line}\n`);
        }
        const questions = new ScriptedQuestions({ secrets: () => ["a secret"] });
        const target = client.targetAt(fake, {
          refuseUnknownKeys: state === "refused",
          credentials: {
            keys: [{ path: sshd.makeClientKey().path }],
            interactive: true,
            password: "a secret",
          },
        });
        await assert.rejects(client.open(target, { questions }));
        assert.equal(fake.connections, 1);
        // Not even a user name.
        assert.deepEqual(fake.attempts, []);
        assert.deepEqual(questions.asked, []);
      } finally {
        await fake.dispose();
      }
    });
  }
});
