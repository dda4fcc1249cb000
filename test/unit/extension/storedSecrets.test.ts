import assert from "node:assert/strict";

import { secretName, storedSecrets } from "#extension/hosts/storedSecrets.ts";
import { passwordQuestion } from "#test/support/passwordQuestion.ts";

describe("secrets in the editor's storage", () => {
  it("count as none while the storage is locked: the person is asked, and the log says why", async () => {
    const warnings: string[] = [];
    const locked = () => Promise.reject(new Error("The keyring is locked."));
    const storage = { get: locked, delete: locked } as never;
    const log = { warn: (message: string) => warnings.push(message) };
    const secrets = storedSecrets("gpu1", { storage, log });
    assert.equal(await secrets.get(passwordQuestion), undefined);
    await secrets.delete(passwordQuestion);
    assert.equal(warnings.length, 2);
    assert.match(warnings[0] ?? "", /keyring is locked/);
  });

  it("are those of one way to one machine, and never a code that is good once", () => {
    const other = secretName("gpu1:2200", passwordQuestion);
    assert.notEqual(secretName("gpu1", passwordQuestion), other);
    const code = { ...passwordQuestion, kind: "interactive" as const };
    const prompts = [{ prompt: "One-time password:", echo: false }];
    assert.equal(secretName("gpu1", { ...code, prompts }), undefined);
    assert.notEqual(secretName("gpu1", code), undefined);
  });
});
