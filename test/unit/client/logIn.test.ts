import assert from "node:assert/strict";

import { logIn, type LoginOptions } from "#core/client/logIn.ts";
import { RunicornError } from "#core/protocol/errors.ts";
import type { HostKey, Interaction, RemoteConnection } from "#core/protocol/remote.ts";
import type { ConnectBody } from "#core/protocol/remoteConnections.ts";
import { passwordQuestion } from "#test/support/passwordQuestion.ts";

const connection = { connection_id: "ada@gpu1:22" } as RemoteConnection;
const gpu1: ConnectBody = { host: "gpu1", auth_method: "interactive" };
const key: HostKey = {
  host: "gpu1",
  port: 22,
  known_hosts_host: "gpu1",
  key_type: "ssh-ed25519",
  fingerprint_sha256: "SHA256:abc",
  public_key: "AAAA",
  reason: "unknown",
  hop: 0,
};

function asks(interaction: Interaction): RunicornError {
  return new RunicornError("INTERACTION_REQUIRED", "?", { details: { ...interaction } });
}
function shows(host_key: HostKey): RunicornError {
  return new RunicornError("HOST_KEY_CONFIRMATION_REQUIRED", "?", { details: { host_key } });
}

describe("logging in to a machine", () => {
  let turns: (RunicornError | RemoteConnection)[];
  let sent: ConnectBody[];
  let accepted: unknown[];
  let refused: HostKey[];
  let stored: string | undefined;
  let answers: (readonly string[] | undefined)[];
  let asked: boolean[];

  beforeEach(() => {
    sent = [];
    accepted = [];
    refused = [];
    stored = undefined;
    answers = [];
    asked = [];
  });

  const options = (isTrusted = true): LoginOptions => ({
    client: {
      connect: ({ body }) => {
        sent.push(body);
        const turn = turns.shift();
        if (turn instanceof RunicornError) return Promise.reject(turn);
        return Promise.resolve({ ...(turn ?? connection), success: true, ok: true });
      },
      acceptHostKey: ({ body }) => {
        accepted.push(body);
        return Promise.resolve({ ok: true });
      },
    },
    questions: {
      secrets: (_, isAgain) => {
        asked.push(isAgain);
        return Promise.resolve(answers.shift());
      },
      trust: () => Promise.resolve(isTrusted),
      refuse: (changed) => {
        refused.push(changed);
        return Promise.resolve();
      },
    },
    stored: {
      get: () => Promise.resolve(stored),
      delete: () => {
        stored = undefined;
        return Promise.resolve();
      },
    },
    signal: new AbortController().signal,
  });

  it("asks nothing where nothing is to be asked", async () => {
    turns = [connection];
    const outcome = await logIn(gpu1, options());
    assert.equal(outcome.kind, "connected");
    assert.deepEqual(sent, [gpu1]);
    assert.deepEqual(asked, []);
  });

  it("asks for a password again when it was not taken, and tells what was typed last", async () => {
    turns = [
      asks(passwordQuestion),
      asks({ ...passwordQuestion, interaction_id: "q2" }),
      connection,
    ];
    answers = [["wrong"], ["right"]];
    const outcome = await logIn(gpu1, options());
    assert.deepEqual(asked, [false, true]);
    assert.deepEqual(sent.slice(1), [
      { interaction_id: "q1", answers: ["wrong"] },
      { interaction_id: "q2", answers: ["right"] },
    ]);
    assert.ok(outcome.kind === "connected");
    assert.deepEqual(
      outcome.typed.map(({ secret }) => secret),
      ["right"],
    );
  });

  it("tries a stored secret once; one that is not taken is forgotten", async () => {
    stored = "old";
    turns = [asks(passwordQuestion), asks(passwordQuestion), connection];
    answers = [["new"]];
    await logIn(gpu1, options());
    assert.deepEqual(
      sent.slice(1).map((body) => body.answers),
      [["old"], ["new"]],
    );
    assert.deepEqual(asked, [true]);
    assert.equal(stored, undefined);
  });

  it("never sends a stored secret to a machine whose key was unknown a moment ago", async () => {
    stored = "secret";
    turns = [shows(key), asks(passwordQuestion), connection];
    answers = [["typed"]];
    await logIn(gpu1, options());
    assert.equal(accepted.length, 1);
    assert.ok(!JSON.stringify(sent).includes("secret"));
  });

  it("ends where the key is not trusted, and remembers nothing", async () => {
    turns = [shows(key)];
    assert.equal((await logIn(gpu1, options(false))).kind, "left");
    assert.deepEqual([accepted.length, sent.length], [0, 1]);
  });

  it("refuses a machine that shows another key, whatever is trusted", async () => {
    turns = [shows({ ...key, reason: "changed", expected_fingerprint_sha256: "SHA256:old" })];
    assert.equal((await logIn(gpu1, options())).kind, "left");
    assert.equal(refused.length, 1);
    assert.deepEqual([accepted.length, sent.length], [0, 1]);
  });

  it("gives the handshake up, once, when the person leaves or cannot be asked", async () => {
    const question = asks(passwordQuestion);
    turns = [question];
    answers = [undefined];
    assert.deepEqual(await logIn(gpu1, options()), { kind: "left", reason: question });
    assert.deepEqual(sent.slice(1), [{ interaction_id: "q1", answers: null }]);

    sent = [];
    turns = [asks(passwordQuestion)];
    const failing = options();
    const questions = {
      ...failing.questions,
      secrets: () => Promise.reject(new Error("There is no terminal.")),
    };
    await assert.rejects(logIn(gpu1, { ...failing, questions }), /no terminal/);
    assert.deepEqual(sent.slice(1), [{ interaction_id: "q1", answers: null }]);
  });

  it("fails with the machine's reason", async () => {
    turns = [new RunicornError("authentication_failed", "gpu1 let nobody in.")];
    await assert.rejects(logIn(gpu1, options()), /let nobody in/);
  });
});
