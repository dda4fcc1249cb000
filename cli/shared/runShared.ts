import { setTimeout as sleep } from "node:timers/promises";

import type { SharedServer } from "#core/protocol/sharedServer.ts";
import { newSocketPath } from "#core/server/http/privateSocket.ts";
import type { Server } from "#core/server/server.ts";
import { settingsFolder } from "#core/settings/settingsFolder.ts";

import type { Io } from "../command.ts";
import type { Logger } from "../logger.ts";
import { serve } from "../serve.ts";
import { version } from "../version.ts";
import { SharedRecord } from "./sharedRecord.ts";

/** How often it is looked whether anybody is there. */
const lookMs = 1000;

/**
 * The one server of a person that all their windows share. Prints where it is as one line of JSON; where one runs already,
 * prints that one's and is done. Ends when nobody has been there for `idleMs`.
 */
export async function runShared(
  root: string,
  { idleMs, logger, io }: { idleMs: number; logger: Logger; io: Io },
): Promise<void> {
  const record = new SharedRecord(settingsFolder(io.env));
  const say = (server: SharedServer) => io.stdout.write(`${JSON.stringify(server)}\n`);
  const running = await record.find(version());
  if (running !== undefined) {
    say(running);
    return;
  }
  const socket = await newSocketPath(io.env);
  const serving = { root, listen: { socket }, auth: true, allowedHosts: [], logger, env: io.env };
  await serve(serving, async (server) => {
    const started = new Date().toISOString();
    const own = { socket, token: server.token, pid: process.pid, version: version(), started };
    // Another one may have been started at the same time: one of the two is the one.
    const shared = await record.claim(own);
    say(shared);
    if (shared !== own) return;
    try {
      logger.log("info", "serving this user's windows");
      await untilLeft(server, idleMs, io.signal);
      logger.log("info", io.signal.aborted ? "ends: it was asked to" : "ends: nobody is left");
    } finally {
      await record.release(own);
    }
  });
}

/** Resolves when nobody has followed the server's events for some time, or the signal is given. */
async function untilLeft(server: Server, idleMs: number, signal: AbortSignal): Promise<void> {
  let leftAt = performance.now();
  while (!signal.aborted && performance.now() - leftAt < idleMs) {
    await sleep(Math.min(lookMs, idleMs), undefined, { signal }).catch(() => undefined);
    if (server.followers > 0) leftAt = performance.now();
  }
}
