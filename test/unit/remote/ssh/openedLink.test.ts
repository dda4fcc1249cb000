import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { PassThrough } from "node:stream";

import type { Hops } from "#core/remote/ssh/hops.ts";
import { OpenedLink } from "#core/remote/ssh/openedLink.ts";
import { usualTiming } from "#core/remote/ssh/timing.ts";

describe("A link whose server does not answer", () => {
  it("gives places back to others, whatever was asked for in them", async () => {
    const asked: string[] = [];
    const client = Object.assign(new EventEmitter(), {
      exec: (command: string) => void asked.push(command),
      end: () => client.emit("close"),
    });
    const socket = new PassThrough();
    const closed = new Promise<string>(() => {});
    const last = { client, socket, facts: {}, closed, lastHeard: 0 };
    const hops = { connections: [last], last, outermost: socket } as object as Hops;
    const link = new OpenedLink(hops, { ...usualTiming, operationMs: 20, goodbyeMs: 1 });
    const late = { code: "connection_timeout" };
    for (let i = 0; i < 5; i += 1) {
      await assert.rejects(link.run(`run ${i}`, { limitMs: 10 }), late);
      await assert.rejects(link.start(`start ${i}`), late);
    }
    assert.equal(asked.length, 10);
    await link.dispose();
  });
});
