import type { WebSocket } from "ws";

import { heartbeatMs } from "#core/protocol/live.ts";

/** Pings without an answer after which a client counts as gone. */
const maxSilentBeats = 6;

/** Lets a client go that does not answer: its machine is gone, or it has stopped reading for good. */
export function dropSilent(client: WebSocket, beatMs = heartbeatMs): void {
  let silentBeats = 0;
  client.on("pong", () => (silentBeats = 0));
  const heart = setInterval(() => {
    if (silentBeats++ < maxSilentBeats) client.ping();
    else client.terminate();
  }, beatMs);
  heart.unref();
  client.on("close", () => clearInterval(heart));
}
