import assert from "node:assert/strict";

import * as fc from "fast-check";

import {
  formatHostAddress,
  hostToConnect,
  loginTo,
  parseHostAddress,
} from "#extension/hosts/hostAddress.ts";
import { sshCommand } from "#extension/hosts/sshProgram.ts";

const user = fc.stringMatching(/^[a-z][a-z0-9_-]{0,15}$/);
const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,30}$/);
const address = fc.record(
  {
    host: fc.oneof(name, fc.ipV4(), fc.ipV6()),
    port: fc.option(
      fc.integer({ min: 1, max: 65_535 }).filter((port) => port !== 22),
      {
        nil: undefined,
      },
    ),
    username: fc.option(user, { nil: undefined }),
  },
  { noNullPrototype: true },
);

describe("logging in from a window", () => {
  it("is done with the agent of that window", () => {
    assert.deepEqual(loginTo("ada@gpu1:2200", "/run/agent"), {
      host: "gpu1",
      port: 2200,
      username: "ada",
      auth_method: "interactive",
      agent_socket: "/run/agent",
    });
    assert.equal(loginTo("gpu1", "").agent_socket, undefined);
  });
});

describe("the name of a machine", () => {
  it("is read as a person writes it", () => {
    const cases: [string, string | undefined, string, number | undefined][] = [
      ["gpu1", undefined, "gpu1", undefined],
      [" ada@gpu1.lab ", "ada", "gpu1.lab", undefined],
      ["ada@10.0.0.7:2200", "ada", "10.0.0.7", 2200],
      ["ssh://ada@gpu1:22/", "ada", "gpu1", 22],
      ["[::1]:2222", undefined, "::1", 2222],
      ["fe80::1%eth0", undefined, "fe80::1%eth0", undefined],
      ["ada@[2001:db8::1]", "ada", "2001:db8::1", undefined],
    ];
    for (const [text, username, host, port] of cases) {
      assert.deepEqual(parseHostAddress(text), { username, host, port }, text);
    }
  });

  it("is none where it could be an option, a path, a command or nonsense", () => {
    const texts = ["", " ", "-oProxyCommand=x", "-l@x", "a b", "a@b@c", "/etc", "x:99999", "x:0"];
    for (const text of [...texts, "a@-b", "$(id)", "`id`", "a;b", "x:", "@x", "a".repeat(300)]) {
      assert.equal(parseHostAddress(text), undefined, text);
    }
  });

  it("comes back as it was written", () => {
    fc.assert(
      fc.property(address, (one) => {
        assert.deepEqual(parseHostAddress(formatHostAddress(one)), one);
      }),
    );
  });

  it("never becomes an option of ssh", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const { args } = sshCommand(text);
        const at = args.indexOf("--");
        assert.equal(args.length, at + 2, "the host stands alone behind the end of the options");
        assert.equal(parseHostAddress(text)?.username?.startsWith("-") ?? false, false);
      }),
    );
    assert.deepEqual(sshCommand("ada@gpu1:2200").args, ["-p", "2200", "-l", "ada", "--", "gpu1"]);
    assert.deepEqual(hostToConnect("gpu1"), { host: "gpu1" });
  });
});
