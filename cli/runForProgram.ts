import type { Duplex } from "node:stream";

import { Bridge } from "#core/remote/viewer/bridge.ts";
import type { Listen } from "#core/server/http/listen.ts";
import { newSocketPath } from "#core/server/http/privateSocket.ts";

import type { Io } from "./command.ts";
import { leaseEnd } from "./lease.ts";
import type { Logger } from "./logger.ts";
import { serve } from "./serve.ts";
import { untilAborted } from "./untilAborted.ts";
import { version } from "./version.ts";

export interface ForProgram {
  readonly root: string;
  /** Milliseconds. */
  readonly lease: number;
  readonly place: "socket" | "bridge" | { readonly host: string; readonly port: number };
  /** Of the program's choice; it need not be told then. */
  readonly token: string | undefined;
  readonly logger: Logger;
}

/** For as long as the program that asked holds the lease. Stdout carries one line of JSON, and then nothing or the bridge. */
export async function runForProgram(
  { root, lease, place, token, logger }: ForProgram,
  io: Io,
): Promise<void> {
  let accept = (stream: Duplex): void => void stream.destroy();
  const bridge =
    place === "bridge"
      ? new Bridge({
          input: io.stdin,
          output: io.stdout,
          onStream: (stream) => accept(stream),
        })
      : undefined;
  // Listened to from the start: whoever asked may be gone before the store is open.
  const ended = Promise.race([
    leaseEnd(io.stdin, lease),
    untilAborted(io.signal).then(() => "it was asked to"),
    ...(bridge ? [bridge.closed] : []),
  ]);
  const listen = await placeOf(place, io);
  const serving = { root, listen, token, auth: true, allowedHosts: [], logger, env: io.env };
  await serve(serving, async (server) => {
    accept = (stream) => server.accept(stream);
    const hello = {
      listen: server.listening,
      ...(token === undefined && { token: server.token }),
      version: version(),
      pid: process.pid,
    };
    io.stdout.write(`${JSON.stringify(hello)}\n`);
    logger.log("info", `serving ${root}`);
    logger.log("info", `ends: ${await ended}`);
  });
}

async function placeOf(place: ForProgram["place"], { env }: Io): Promise<Listen> {
  if (place === "bridge") return { bridge: true };
  return place === "socket" ? { socket: await newSocketPath(env) } : place;
}
