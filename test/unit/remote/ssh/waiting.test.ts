import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import * as fc from "fast-check";

import { RunicornError } from "#core/protocol/errors.ts";
import { Deadline } from "#core/remote/ssh/deadline.ts";
import { serverText } from "#core/remote/ssh/serverText.ts";
import { within } from "#core/remote/ssh/within.ts";

const late = () => new RunicornError("connection_timeout", "too late");

describe("A deadline", () => {
  it("stands still while it is held, also by several at once", async () => {
    const deadline = new Deadline(150, late);
    await Promise.all([deadline.hold(() => sleep(400)), deadline.hold(() => sleep(200))]);
    assert.equal(deadline.signal.aborted, false);
    await sleep(400);
    assert.equal(deadline.signal.aborted, true);
    assert.ok(RunicornError.is(deadline.signal.reason, "connection_timeout"));
  });

  it("never ends once disposed", async () => {
    const deadline = new Deadline(20, late);
    deadline.dispose();
    await deadline.hold(() => sleep(1));
    await sleep(100);
    assert.equal(deadline.signal.aborted, false);
  });
});

describe("Work within bounds", () => {
  it("ends with its time, with a signal before or during it, or by itself", async () => {
    const never = () => new Promise<never>(() => undefined);
    const bounds = { limitMs: 20, late: "too late", signals: [] };
    await assert.rejects(within(bounds, never), { code: "connection_timeout" });
    const ending = new AbortController();
    const signals = [undefined, ending.signal];
    const waiting = within({ ...bounds, limitMs: 10_000, signals }, never);
    ending.abort(new Error("given up"));
    await assert.rejects(waiting, /given up/);
    await assert.rejects(within({ ...bounds, signals }, never), /given up/);
    assert.equal(await within(bounds, () => Promise.resolve(7)), 7);
  });
});

describe("A server's words", () => {
  const alphabet = [
    "a",
    "é",
    "🙂",
    " ",
    "\n",
    "\r",
    "\0",
    "\u001b",
    "\u009b",
    "\u202e",
    "\u2028",
    "\u200b",
  ];

  it("never control anything, and are never long", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 300 }), (text) => {
        const shown = serverText(text, 50);
        assert.doesNotMatch(shown, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        assert.ok(shown.length <= 51);
      }),
      { numRuns: 200 },
    );
  });
});
