import { lstat } from "node:fs/promises";
import path from "node:path";

import { RunicornError } from "#core/protocol/errors.ts";

/**
 * Makes sure that nobody else can have put a socket where we are about to connect: it is ours, in a folder of ours that others
 * cannot enter. Rejects with `service_unavailable` where that is not so, or where there is no socket. Windows' pipes have
 * neither owner nor folder to look at.
 */
export async function checkPrivateSocket(socket: string): Promise<void> {
  if (process.platform === "win32") return;
  const uid = process.getuid?.();
  const folder = path.dirname(socket);
  const [door, room] = await Promise.all([lstat(socket), lstat(folder)]).catch((cause: Error) => {
    throw new RunicornError("service_unavailable", "The viewer has ended: its socket is gone.", {
      cause,
    });
  });
  const isOurs = door.uid === uid && room.uid === uid;
  if (isOurs && door.isSocket() && room.isDirectory() && (room.mode & 0o077) === 0) return;
  throw new RunicornError(
    "service_unavailable",
    `${socket} belongs to another user, or its folder is open to others, so it was told nothing.`,
  );
}
