import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";

import * as fc from "fast-check";

import { RunicornError } from "#core/protocol/errors.ts";
import { Guard } from "#core/server/auth/guard.ts";

describe("Guard", () => {
  let now = 0;
  const make = (more = {}) =>
    new Guard({
      instance: "i1",
      token: "secret",
      auth: true,
      allowedHosts: [],
      now: () => now,
      ...more,
    });
  const code = (check: () => void) => {
    try {
      check();
      return "passed";
    } catch (error) {
      return RunicornError.is(error) ? error.code : "other";
    }
  };

  it("a ticket opens one session, whose cookie is as good as the token", () => {
    const guard = make();
    const ticket = guard.tickets.issue();
    const cookie = guard.openSession(ticket);
    assert.match(cookie, /^runicorn_i1=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    const sent = `other=1; ${cookie.split(";")[0]}`;
    assert.equal(
      code(() => guard.admit(request({ cookie: sent }))),
      "passed",
    );
    assert.equal(
      code(() => guard.admit(request({ cookie: `${sent}x` }))),
      "unauthorized",
    );
    assert.equal(
      code(() => guard.openSession(ticket)),
      "unauthorized",
    );
  });

  it("a ticket is good for 30 seconds", () => {
    const guard = make();
    const early = guard.tickets.issue();
    const late = guard.tickets.issue();
    now += 29_999;
    assert.equal(
      code(() => guard.openSession(early)),
      "passed",
    );
    now += 1;
    assert.equal(
      code(() => guard.openSession(late)),
      "unauthorized",
    );
  });

  it("a session of another viewer is worth nothing", () => {
    const other = make();
    const cookie = other.openSession(other.tickets.issue()).split(";")[0];
    assert.equal(
      code(() => make().admit(request({ cookie }))),
      "unauthorized",
    );
  });

  it("counts a request by the whole of its address, of which express takes off what it has gone by", () => {
    const paths: string[] = [];
    const limiter = { check: ({ path }: { path: string }) => (paths.push(path), {}) };
    const guard = make({ limiter });
    const asked = (urls: object) =>
      Object.assign(request({ authorization: "Bearer secret" }), urls);
    guard.admit(asked({ url: "/nothing?x" }));
    guard.admit(asked({ url: "/nothing?x", originalUrl: "/api/nothing?x" }));
    assert.deepEqual(paths, ["/nothing", "/api/nothing"]);
  });

  it("after ten wrong tokens in a minute the next are put off, the right one never", () => {
    const guard = make();
    const wrong = () => code(() => guard.admit(request({ authorization: "Bearer no" })));
    for (let i = 0; i < 10; i++) assert.equal(wrong(), "unauthorized");
    assert.equal(wrong(), "too_many_requests");
    const right = request({ authorization: "Bearer secret" });
    assert.equal(
      code(() => guard.admit(right)),
      "passed",
    );
    now += 60_000;
    assert.equal(wrong(), "unauthorized");
  });

  it("without authorization Host and Origin still count", () => {
    const guard = make({ auth: false });
    assert.equal(
      code(() => guard.admit(request({}))),
      "passed",
    );
    assert.equal(
      code(() => guard.checkOrigin(request({ host: "evil.com" }))),
      "misdirected_request",
    );
  });

  it("names given by --allow-host are answered, on any port and only exactly", () => {
    const guard = make({ allowedHosts: ["gpu1.lan"] });
    const checked = (host: string) => code(() => guard.checkOrigin(request({ host })));
    assert.equal(checked("gpu1.lan"), "passed");
    assert.equal(checked("gpu1.lan:8080"), "passed");
    for (const host of ["gpu1.lan.evil.com", "xgpu1.lan", "gpu1.lan:", "gpu1.lan:8080:1"]) {
      assert.equal(checked(host), "misdirected_request", host);
    }
  });

  it("no other text than the three loopback names passes as a Host", () => {
    const guard = make();
    const pieces = fc.constantFrom(
      "127.0.0.1",
      "localhost",
      "[::1]",
      ".",
      ":",
      "80",
      "evil.com",
      "@",
      "/",
      "0x7f",
      " ",
      "%",
    );
    const host = fc.oneof(
      fc.string(),
      fc.array(pieces, { maxLength: 4 }).map((all) => all.join("")),
    );
    fc.assert(
      fc.property(host, (text) => {
        const fine = ["127.0.0.1", "localhost", "[::1]"].some(
          (name) =>
            text === name ||
            (text.startsWith(`${name}:`) && /^\d{1,5}$/.test(text.slice(name.length + 1))),
        );
        assert.equal(code(() => guard.checkOrigin(request({ host: text }))) === "passed", fine);
      }),
      { numRuns: 20_000 },
    );
  });
});

function request(headers: Record<string, string | undefined>): IncomingMessage {
  const rawHeaders = Object.entries(headers).flatMap(([name, value]) => [name, value ?? ""]);
  const socket = {};
  return {
    method: "GET",
    url: "/api/health",
    headers,
    rawHeaders,
    socket,
  } as unknown as IncomingMessage;
}
