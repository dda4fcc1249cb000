import assert from "node:assert/strict";

import { EnvironmentCache } from "#core/remote/environments/environmentCache.ts";
import type { SshLink } from "#core/remote/ssh/sshLink.ts";
import { LoginShell } from "#test/support/remote/loginShell.ts";
import { PythonHome } from "#test/support/remote/pythonHome.ts";

describe("EnvironmentCache", function () {
  this.timeout(60_000);
  let place: PythonHome;
  let asked = 0;
  let isDown = false;
  const session = {
    link: (): Promise<SshLink> => {
      asked += 1;
      if (isDown) return Promise.reject(new Error("gone"));
      return Promise.resolve(
        new LoginShell({ shell: "/bin/sh", home: place.home }) as object as SshLink,
      );
    },
  };
  before(() => (place = new PythonHome()));
  after(() => place.dispose());

  it("looks once, again when told to, and keeps what it knows when that fails", async () => {
    const cache = new EnvironmentCache();
    isDown = true;
    await assert.rejects(cache.of(session), /gone/);
    isDown = false;
    const [first, second] = await Promise.all([cache.of(session), cache.of(session)]);
    assert.equal(first, second);
    assert.equal(asked, 2);
    place.makeVenvs("venvs/new");
    assert.equal(await cache.of(session), first);
    const fresh = await cache.of(session, { refresh: true });
    assert.ok(fresh.environments.some(({ name }) => name === "new"));
    isDown = true;
    await assert.rejects(cache.of(session, { refresh: true }), /gone/);
    assert.equal(await cache.of(session), fresh);
  });
});
