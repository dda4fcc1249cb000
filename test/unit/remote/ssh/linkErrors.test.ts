import assert from "node:assert/strict";

import { TurnedAwayError, endedEarly, linkError } from "#core/remote/ssh/linkErrors.ts";

describe("Errors of a connection", () => {
  const where = { machine: "gpu1:2222", greeting: "" };

  for (const [words, code, advice] of [
    [
      "Handshake failed: no matching key exchange algorithm",
      "service_unavailable",
      /KexAlgorithms/,
    ],
    ["Handshake failed: no matching host key format", "service_unavailable", /ssh-keygen -A/],
    ["Handshake failed: no matching C->S cipher", "service_unavailable", /Ciphers/],
    ["Handshake failed: no matching S->C MAC", "service_unavailable", /MACs/],
    ["Too many authentication failures", "authentication_failed", /IdentitiesOnly/],
    ["Keepalive timeout", "connection_timeout", /does not answer any more/],
    ["connect ECONNREFUSED 10.0.0.1:2222", "service_unavailable", /Nothing listens/],
    ["getaddrinfo ENOTFOUND gpu1", "service_unavailable", /no machine named/],
    ["connect EHOSTUNREACH 10.0.0.1:2222", "service_unavailable", /VPN/],
    ["connect ETIMEDOUT 10.0.0.1:2222", "connection_timeout", /does not answer/],
  ] as const) {
    it(`say what to do: ${words}`, () => {
      const error = linkError(new Error(words), where);
      assert.equal(error.code, code);
      assert.match(error.message, advice);
      assert.match(error.message, /gpu1:2222/);
    });
  }

  it("say which ways to exchange keys a server has, and that nothing in between helps", () => {
    const keyExchanges = ["sntrup761x25519-sha512", "mlkem768x25519-sha256", "ext-info-s"];
    const words = "Handshake failed: no matching key exchange algorithm";
    const { message } = linkError(new Error(words), { ...where, keyExchanges });
    assert.match(
      message,
      /only in post-quantum ways \(sntrup761x25519-sha512, mlkem768x25519-sha256\)/,
    );
    assert.match(message, /curve25519-sha256.*no jump host and no ProxyCommand helps/);
  });

  it("take the first address for all of a name's", () => {
    const refused = Object.assign(new Error(""), { code: "ECONNREFUSED" });
    const error = linkError(new AggregateError([refused, new Error("other")]), where);
    assert.match(error.message, /Nothing listens/);
  });

  it("tell a server that is full from one that keeps this address out, and from none at all", () => {
    const said = (greeting: string) => endedEarly({ ...where, greeting });
    assert.ok(said("") instanceof TurnedAwayError);
    assert.ok(said("Exceeded MaxStartups\r\n") instanceof TurnedAwayError);
    const penalty = said("Not allowed at this time\r\n");
    assert.ok(!(penalty instanceof TurnedAwayError));
    assert.match(penalty.message, /Wait some minutes/);
    const other = said("220 mail.example ESMTP\r\n");
    assert.ok(!(other instanceof TurnedAwayError));
    assert.match(other.message, /is no SSH server/);
    assert.match(said("SSH-2.0-OpenSSH_9.2\r\n").message, /during the login/);
  });

  it("show a server's words in one line and without end", () => {
    const error = linkError(new Error(`\u001b[2J\n${"x".repeat(10_000)}`), where);
    assert.doesNotMatch(error.message, /\p{Cc}/u);
    assert.ok(error.message.length < 700);
  });
});
