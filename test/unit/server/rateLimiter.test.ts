import assert from "node:assert/strict";

import * as fc from "fast-check";

import { RunicornError } from "#core/protocol/errors.ts";
import { RateLimiter } from "#core/server/limits/rateLimiter.ts";
import { RateLimits } from "#core/settings/rateLimits.ts";

describe("RateLimiter", () => {
  let now: number;
  let logged: string[];
  beforeEach(() => {
    now = 1e12;
    logged = [];
  });

  async function make(limits: object): Promise<RateLimiter> {
    const limiter = new RateLimiter({
      read: () => Promise.resolve(RateLimits.parse(limits)),
      log: (_level, message) => logged.push(message),
      now: () => now,
    });
    await limiter.load();
    return limiter;
  }
  const ask = (limiter: RateLimiter, path = "/api/v2/runs", caller = "a", from = "127.0.0.1") => {
    try {
      return limiter.check({ from, caller, path });
    } catch (error) {
      if (!RunicornError.is(error, "too_many_requests")) throw error;
      return error.details?.["retry_after"] as number;
    }
  };
  const passes = (...args: Parameters<typeof ask>) => typeof ask(...args) === "object";

  it("lets as many through in any window as the limit and the burst together say", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.nat(3000), { maxLength: 300 }),
        async (max_requests, burst_size, pauses) => {
          const limiter = await make({
            default: { max_requests, window_seconds: 10, burst_size },
          });
          const passed: number[] = [];
          for (const pause of pauses) {
            now += pause;
            if (passes(limiter)) passed.push(now);
          }
          for (const from of passed) {
            const inWindow = passed.filter((at) => at >= from && at < from + 10_000).length;
            assert.ok(inWindow <= max_requests + burst_size);
          }
        },
      ),
    );
  });

  it("tells when to come back, and lets through who does", async () => {
    const limiter = await make({ default: { max_requests: 3, window_seconds: 60 } });
    assert.deepEqual(ask(limiter), {
      "X-RateLimit-Limit": "3",
      "X-RateLimit-Remaining": "2",
      "X-RateLimit-Reset": String(now / 1000 + 20),
    });
    ask(limiter);
    ask(limiter);
    assert.equal(ask(limiter), 20);
    now += 19_000;
    assert.equal(ask(limiter), 1);
    now += 1000;
    assert.ok(passes(limiter));
    assert.equal(logged.length, 2);
  });

  it("counts callers, addresses and endpoints apart; an endpoint covers what lies below it", async () => {
    const limiter = await make({
      default: { max_requests: 1 },
      endpoints: {
        "/api/runs": { max_requests: 2 },
        "/api/runs/{id}/metrics": { max_requests: 3 },
      },
    });
    const count = (path: string, caller: string, from = "127.0.0.1") => {
      let n = 0;
      while (passes(limiter, path, caller, from)) n++;
      return n;
    };
    assert.equal(count("/api/other", "a"), 1);
    assert.equal(count("/api/other", "b"), 1);
    assert.equal(count("/api/other", "a", "10.0.0.1"), 1);
    assert.equal(count("/api/runs", "a"), 2);
    assert.equal(count("/api/runs/x", "a"), 0);
    assert.equal(count("/api/runs/x/metrics", "a"), 3);
    assert.equal(count("/api/runs/y/metrics", "a"), 0);
    assert.equal(count("/api/runsx", "a"), 0);
  });

  it("does not count on a private socket, where it is switched off, or here where that is excepted", async () => {
    const once = { default: { max_requests: 1 } };
    const limiter = await make(once);
    for (let i = 0; i < 3; i++) {
      assert.deepEqual(limiter.check({ from: undefined, caller: "a", path: "/" }), {});
    }
    const off = await make({ ...once, settings: { enable_rate_limiting: false } });
    for (let i = 0; i < 3; i++) assert.deepEqual(ask(off), {});
    const local = await make({ ...once, settings: { whitelist_localhost: true } });
    for (const from of ["127.0.0.1", "::1", "::ffff:127.0.0.1"]) {
      assert.deepEqual(ask(local, "/", "a", from), {});
    }
    assert.ok(passes(local, "/", "a", "10.0.0.1"));
    assert.ok(!passes(local, "/", "a", "10.0.0.1"));
  });

  it("goes by new settings within seconds, and by the old ones while they cannot be read", async () => {
    let limits = RateLimits.parse({ default: { max_requests: 1 } });
    let isBroken = false;
    const limiter = new RateLimiter({
      read: () => (isBroken ? Promise.reject(new Error("broken")) : Promise.resolve(limits)),
      log: () => {},
      now: () => now,
    });
    await limiter.load();
    assert.ok(passes(limiter) && !passes(limiter));
    limits = RateLimits.parse({ default: { max_requests: 2, burst_size: 5 } });
    isBroken = true;
    now += 5001;
    assert.ok(!passes(limiter));
    await new Promise((resolve) => setImmediate(resolve));
    isBroken = false;
    now += 5001;
    ask(limiter);
    await new Promise((resolve) => setImmediate(resolve));
    for (let i = 0; i < 5; i++) assert.ok(passes(limiter));
    assert.ok(!passes(limiter));
  });
});
