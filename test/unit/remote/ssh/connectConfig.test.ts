import assert from "node:assert/strict";
import { PassThrough } from "node:stream";

import { connectConfig, hostKeyAlgorithms } from "#core/remote/ssh/connectConfig.ts";
import { usualTiming } from "#core/remote/ssh/timing.ts";

type Verifier = (key: Buffer, verdict: (isGood: boolean) => void) => unknown;

describe("The configuration of a connection", () => {
  const verdicts: boolean[] = [];
  const configured = (checkHostKey: Verifier) =>
    connectConfig({
      username: "dana",
      socket: new PassThrough(),
      hostKeys: hostKeyAlgorithms,
      checkHostKey,
      authenticate: () => undefined,
      debug: () => undefined,
      timing: usualTiming,
    });

  it("leaves the verdict on a key to the check alone, whatever the check returns", () => {
    // A promise is truthy, and the library takes for the verdict what it is given back.
    for (const returned of [Promise.resolve(false), true, "yes"]) {
      const { hostVerifier } = configured(() => returned);
      const verify = hostVerifier as Verifier;
      assert.equal(
        verify(Buffer.alloc(1), (isGood) => verdicts.push(isGood)),
        undefined,
      );
    }
    assert.deepEqual(verdicts, []);
  });

  it("has no hash of the key, no forwarding of the agent and no deadline of the library's", () => {
    const config = configured(() => undefined);
    assert.equal(config.hostHash, undefined);
    assert.equal(config.agentForward, false);
    assert.equal(config.readyTimeout, 0);
    assert.equal(config.password, undefined);
    assert.deepEqual([config.keepaliveInterval, config.keepaliveCountMax], [10_000, 2]);
  });

  it("offers nothing outdated, and encryption that cannot be tampered with first", () => {
    const { algorithms } = configured(() => undefined);
    const all = Object.values(algorithms ?? {}).flatMap((names) => names as string[]);
    assert.deepEqual(
      all.filter((name) => /sha1$|^ssh-(rsa|dss)$|cbc|arcfour|md5|group1-|group14-sha1/.test(name)),
      [],
    );
    const ciphers = algorithms?.cipher as string[];
    assert.match(ciphers[0] ?? "", /gcm/);
  });
});
