import assert from "node:assert/strict";

import { RememberedAnswers } from "#core/remote/session/rememberedAnswers.ts";
import { targetKey } from "#core/remote/session/targetKey.ts";
import { usualTiming } from "#core/remote/ssh/timing.ts";
import type { Target } from "#core/remote/target.ts";
import { passwordAsked as question } from "#test/support/remote/someTarget.ts";

describe("A session", () => {
  it("is tried again three times, after 1, 4 and 15 s, and asked every 5 s whether it is there", () => {
    const { reconnectMs, jitter, probeMs } = usualTiming;
    assert.deepEqual([reconnectMs, jitter, probeMs], [[1000, 4000, 15_000], 0.2, 5000]);
  });

  it("remembers the last password and passphrase, uses each once in a try, and no code at all", async () => {
    const remembered = new RememberedAnswers();
    const answers = [["wrong"], ["right"], ["123456"]];
    const questions = {
      trust: () => Promise.resolve(true),
      secrets: () => Promise.resolve(answers.shift()),
    };
    const person = remembered.asking(questions);
    await person.secrets(question);
    await person.secrets(question);
    await person.secrets({ ...question, kind: "interactive" });
    // Nothing is known to have let them in yet.
    assert.equal(await remembered.alone().secrets(question), undefined);
    person.keep();
    for (let tries = 0; tries < 2; tries += 1) {
      const alone = remembered.alone();
      assert.deepEqual(await alone.secrets(question), ["right"]);
      assert.equal(alone.needed, undefined);
      assert.equal(await alone.secrets(question), undefined);
      assert.deepEqual(alone.needed, question);
    }
    const alone = remembered.alone();
    assert.equal(await alone.secrets({ ...question, kind: "interactive" }), undefined);
    assert.equal(await alone.secrets({ ...question, hop: 1 }), undefined);
    answers.push(["654321"]);
    // Nobody is asked for what is known.
    const again = remembered.asking(questions);
    assert.deepEqual(await again.secrets(question), ["right"]);
    assert.deepEqual(await again.secrets({ ...question, kind: "interactive" }), ["654321"]);
    remembered.forget();
    assert.equal(await remembered.alone().secrets(question), undefined);
  });

  it("is the same for the same person, machine and way, and only for those", () => {
    const credentials = { keys: [], interactive: false };
    const hop = { host: "gpu1", port: 22, username: "dana", credentials };
    const target: Target = { ...hop, label: "gpu1", jumps: [], timeoutMs: 1 };
    const jump = { ...hop, host: "bastion" };
    const same = {
      ...target,
      host: "GPU1",
      label: "other",
      credentials: { ...credentials, password: "x" },
    };
    assert.equal(targetKey(target), "dana@gpu1:22");
    assert.equal(targetKey(same), targetKey(target));
    const others = [
      { ...target, port: 23 },
      { ...target, username: "root" },
      { ...target, jumps: [jump] },
      { ...target, jumps: [jump, hop] },
      { ...target, jumps: [hop, jump] },
      { ...target, proxyCommand: "nc gpu1 22" },
    ];
    assert.equal(new Set([target, ...others].map(targetKey)).size, 7);
  });
});
