import assert from "node:assert/strict";

import type { Credentials } from "#core/remote/target.ts";
import { ScriptedQuestions } from "#test/support/sshd/scriptedQuestions.ts";
import { startAgent } from "#test/support/sshd/sshAgent.ts";
import { SshClient } from "#test/support/sshd/sshClient.ts";
import type { KeyType } from "#test/support/sshd/sshKeys.ts";
import { type Sshd, startSshd } from "#test/support/sshd/startSshd.ts";

describe("Logging in to a real sshd", function () {
  this.timeout(60_000);
  let sshd: Sshd;
  let client: SshClient;

  before(async () => {
    sshd = await startSshd({ password: "right" });
    client = new SshClient();
    client.trust(sshd);
  });
  after(async () => {
    await client.dispose();
    await sshd.dispose();
  });

  /** Logs in and says who one is then. */
  async function logIn(
    credentials: Partial<Credentials>,
    questions = new ScriptedQuestions(),
    server = sshd,
  ) {
    const target = client.targetOf(server, {
      credentials: { keys: [], interactive: false, ...credentials },
    });
    const link = await client.open(target, { questions });
    const { stdout } = await link.run("id -un");
    await link.dispose();
    return stdout.toString().trim();
  }

  for (const type of ["ed25519", "ecdsa", "rsa"] satisfies KeyType[]) {
    it(`works by a key of type ${type}, as a file and as text`, async () => {
      const { path } = sshd.makeClientKey(type);
      assert.equal(await logIn({ keys: [{ path }] }), "tester");
    });

    it(`works by an encrypted key of type ${type}, with its passphrase given or asked for`, async () => {
      const { path } = sshd.makeClientKey(type, "open sesame");
      assert.equal(await logIn({ keys: [{ path, passphrase: "open sesame" }] }), "tester");
      const answers = ["wrong", "open sesame"];
      const questions = new ScriptedQuestions({ secrets: () => [answers.shift() ?? ""] });
      assert.equal(await logIn({ keys: [{ path }], interactive: true }, questions), "tester");
      assert.deepEqual(
        questions.asked.map(({ kind, keyPath }) => ({ kind, keyPath })),
        [
          { kind: "passphrase", keyPath: path },
          { kind: "passphrase", keyPath: path },
        ],
      );
    });
  }

  it("takes an RSA key where the server takes SHA-512 only, from a file and from an agent", async () => {
    const strict = await startSshd({ config: { PubkeyAcceptedAlgorithms: "rsa-sha2-512" } });
    const key = strict.makeClientKey("rsa");
    const agent = await startAgent(strict.folder, [key]);
    try {
      client.trust(strict);
      assert.equal(await logIn({ keys: [{ path: key.path }] }, undefined, strict), "tester");
      assert.equal(await logIn({ agent: agent.socket }, undefined, strict), "tester");
    } finally {
      agent.dispose();
      await strict.dispose();
    }
  });

  it("works by a password that is given, or typed at the second try", async () => {
    assert.equal(await logIn({ password: "right" }), "tester");
    const answers = ["wrong", "right"];
    const questions = new ScriptedQuestions({ secrets: () => [answers.shift() ?? ""] });
    assert.equal(await logIn({ interactive: true }, questions), "tester");
    assert.deepEqual(
      questions.asked.map(({ kind, prompts }) => [kind, prompts.length]),
      [
        ["password", 1],
        ["password", 1],
      ],
    );
  });

  it("fails with what the server takes and what was tried", async () => {
    await assert.rejects(logIn({}), {
      code: "authentication_failed",
      message: /takes publickey, password; tried: there was nothing to try/,
    });
    await assert.rejects(logIn({ password: "wrong" }), {
      code: "authentication_failed",
      message: /tried: the given password/,
    });
    await assert.rejects(logIn({ keys: [{ path: "/no/such/key" }] }), /\/no\/such\/key/);
    await assert.rejects(logIn({ agent: "/no/such/agent" }), /agent at \/no\/such\/agent/);
    const { path } = sshd.makeClientKey("ed25519", "open sesame");
    await assert.rejects(logIn({ keys: [{ path }] }), /passphrase of .* is missing/);
  });

  it("ends when the person does not want to answer", async () => {
    const questions = new ScriptedQuestions({ secrets: () => undefined });
    await assert.rejects(logIn({ interactive: true }, questions), {
      code: "authentication_failed",
      message: /was not given/,
    });
    assert.equal(questions.asked.length, 1);
  });

  it("tries keys before passwords, and asks for nothing it does not need", async () => {
    const questions = new ScriptedQuestions();
    const { path } = sshd.makeClientKey();
    const from = sshd.log.length;
    await logIn({ keys: [{ path }], interactive: true, password: "wrong" }, questions);
    assert.equal(questions.asked.length, 0);
    assert.doesNotMatch(sshd.log.slice(from), /Failed password/);
  });

  describe("by an agent with nine keys", () => {
    let agent: { socket: string; dispose(): void };
    let right: string;

    before(async () => {
      const others = await startSshd();
      const keys = Array.from({ length: 8 }, () => others.makeClientKey());
      const last = sshd.makeClientKey();
      right = last.path;
      agent = await startAgent(sshd.folder, [...keys, last]);
      await others.dispose();
    });
    after(() => agent.dispose());

    it("offers only the one that is named", async () => {
      assert.equal(await logIn({ agent: agent.socket, agentIdentities: [right] }), "tester");
    });

    it("offers the one meant for the machine first", async () => {
      assert.equal(await logIn({ agent: agent.socket, agentFirst: [right] }), "tester");
    });

    it("says what to do where the server loses its patience", async () => {
      await assert.rejects(logIn({ agent: agent.socket }), {
        code: "authentication_failed",
        message: /IdentitiesOnly/,
      });
    });
  });
});
