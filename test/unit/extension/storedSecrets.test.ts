import assert from "node:assert/strict";

import type { Interaction } from "#core/protocol/remote.ts";
import { secretName, storedSecrets } from "#extension/hosts/storedSecrets.ts";

const password: Interaction = {
  interaction_id: "q1",
  kind: "password",
  host: "gpu1",
  username: "ada",
  hop: 0,
  name: "",
  instructions: "",
  prompts: [{ prompt: "Password:", echo: false }],
  expires_at: 0,
};

describe("secrets in the editor's storage", () => {
  it("count as none while the storage is locked: the person is asked, and the log says why", async () => {
    const warnings: string[] = [];
    const locked = () => Promise.reject(new Error("The keyring is locked."));
    const storage = { get: locked, delete: locked } as never;
    const log = { warn: (message: string) => warnings.push(message) };
    const secrets = storedSecrets("gpu1", { storage, log });
    assert.equal(await secrets.get(password), undefined);
    await secrets.delete(password);
    assert.equal(warnings.length, 2);
    assert.match(warnings[0] ?? "", /keyring is locked/);
  });

  it("are those of one way to one machine, and never a code that is good once", () => {
    const other = secretName("gpu1:2200", password);
    assert.notEqual(secretName("gpu1", password), other);
    const code = { ...password, kind: "interactive" as const };
    const prompts = [{ prompt: "One-time password:", echo: false }];
    assert.equal(secretName("gpu1", { ...code, prompts }), undefined);
    assert.notEqual(secretName("gpu1", code), undefined);
  });
});
