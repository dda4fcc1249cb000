import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

import { WebSocket, WebSocketServer } from "ws";

import { dropSilent } from "#core/server/live/dropSilent.ts";

describe("dropSilent", () => {
  it("ends a connection whose client answers no ping, and leaves the others", async () => {
    const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    server.on("connection", (client) => dropSilent(client, 30));
    const silent = new WebSocket(`ws://127.0.0.1:${port}`, { autoPong: false });
    const answering = new WebSocket(`ws://127.0.0.1:${port}`);
    await Promise.all([once(silent, "open"), once(answering, "open")]);
    await once(silent, "close");
    await sleep(300);
    assert.equal(answering.readyState, WebSocket.OPEN);
    answering.terminate();
    server.close();
  });
});
