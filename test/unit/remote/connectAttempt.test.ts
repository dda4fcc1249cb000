import assert from "node:assert/strict";

import { RunicornError } from "#core/protocol/errors.ts";
import { Interaction } from "#core/protocol/remote.ts";
import { ConnectAttempt } from "#core/remote/connectAttempt.ts";
import type { Questions, SecretQuestion } from "#core/remote/questions.ts";

const password: SecretQuestion = {
  kind: "password",
  host: "gpu",
  username: "ann",
  hop: 0,
  name: "",
  instructions: "",
  prompts: [{ prompt: "Password:", echo: false }],
};
const code: SecretQuestion = {
  ...password,
  kind: "interactive",
  prompts: [{ prompt: "Code:", echo: true }],
};

describe("an attempt to connect, over several requests", () => {
  const ends: unknown[] = [];
  const attempt = (
    open: (questions: Questions, signal: AbortSignal) => Promise<void>,
    limitMs = 60_000,
  ) => new ConnectAttempt({ open, onEnd: (error) => ends.push(error), limitMs });
  beforeEach(() => ends.splice(0));

  async function questionOf(waiting: Promise<void>): Promise<Interaction> {
    const error: unknown = await waiting.then(
      () => assert.fail(),
      (reason: unknown) => reason,
    );
    assert.ok(RunicornError.is(error, "INTERACTION_REQUIRED"));
    return Interaction.parse(error.details);
  }

  it("tells each question to whoever waits, and connects with the answers", async () => {
    const given: unknown[] = [];
    const one = attempt(async (questions) => {
      given.push(await questions.secrets(password), await questions.secrets(code));
    });
    const first = await questionOf(one.next());
    assert.deepEqual(first.prompts, password.prompts);
    one.answer(first.interaction_id, ["hunter2"]);
    const second = await questionOf(one.next());
    assert.equal(second.kind, "interactive");
    one.answer(second.interaction_id, ["123456"]);
    await one.next();
    assert.deepEqual(given, [["hunter2"], ["123456"]]);
    assert.deepEqual(ends, [undefined]);
  });

  it("two windows have one question; an answer that comes too late changes nothing", async () => {
    const given: unknown[] = [];
    const one = attempt(async (questions) => void given.push(await questions.secrets(password)));
    const [ours, theirs] = await Promise.all([questionOf(one.next()), questionOf(one.next())]);
    assert.equal(ours.interaction_id, theirs.interaction_id);
    one.answer(ours.interaction_id, ["right"]);
    one.answer(theirs.interaction_id, ["late"]);
    await one.next();
    assert.deepEqual(given, [["right"]]);
  });

  it("fails with the reason for everybody; a question nobody answers is given up", async () => {
    const reason = new RunicornError("authentication_failed", "no");
    const one = attempt(async (questions) => {
      if ((await questions.secrets(password)) === undefined) throw reason;
    }, 30);
    await questionOf(one.next());
    await new Promise((resolve) => setTimeout(resolve, 100));
    await assert.rejects(one.next(), reason);
    assert.deepEqual(ends, [reason]);
  });

  it("given up, ends what it is doing", async () => {
    const one = attempt(
      (_, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => reject(new Error("given up")));
        }),
    );
    const waiting = one.next();
    one.giveUp();
    await assert.rejects(waiting, /given up/);
  });

  it("whoever does not want to answer leaves the question to others who were told; it ends with the last", async () => {
    const one = attempt(async (questions) => {
      if ((await questions.secrets(password)) === undefined) throw new Error("nobody answered");
    });
    const [person, silent] = await Promise.all([questionOf(one.next()), questionOf(one.next())]);
    assert.equal(one.leave(silent.interaction_id), false);
    const gone = new AbortController();
    const late = one.next(gone.signal);
    gone.abort();
    await assert.rejects(late);
    assert.deepEqual(ends, []);
    assert.equal(one.leave(person.interaction_id), true);
    await assert.rejects(one.next(), /nobody answered/);
  });

  it("tells the next question where one was answered before we came to tell it", async () => {
    const begun = Promise.withResolvers<void>();
    const one = attempt(async (questions) => {
      await begun.promise;
      const first = questions.secrets(password);
      // By another window, in the same moment.
      one.answer([...one.interactions][0] ?? "", ["hunter2"]);
      await first;
      await new Promise(setImmediate);
      await questions.secrets(code);
    });
    const told = questionOf(one.next());
    begun.resolve();
    assert.equal((await told).kind, "interactive");
  });

  it("never trusts a key by itself", async () => {
    const one = attempt(async (questions) => {
      assert.equal(await questions.trust({} as never), false);
    });
    await one.next();
  });
});
