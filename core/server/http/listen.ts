import { chmod } from "node:fs/promises";
import type { Server } from "node:http";

import { RunicornError } from "#core/protocol/errors.ts";

/** A TCP address, port 0 for any free one; the path of a Unix socket or Windows named pipe; or nowhere: its streams are brought. */
export type Listen =
  | { readonly host: string; readonly port: number }
  | { readonly socket: string }
  | { readonly bridge: true };

/** Where a server listens, with its real port. */
export type Listening = Listen;

export async function listen(server: Server, where: Listen): Promise<Listening> {
  if ("bridge" in where) return where;
  if ("socket" in where) {
    await listenPrivately(server, where.socket);
    return where;
  }
  await started(server, () => server.listen(where.port, where.host));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : where.port;
  return { host: where.host, port };
}

/** Only this user can connect: its folder is private, and so is the socket from the moment it exists. */
async function listenPrivately(server: Server, socket: string): Promise<void> {
  if (process.platform === "win32") {
    await started(server, () => server.listen(socket));
    return;
  }
  const umask = process.umask(0o177);
  try {
    const bound = started(server, () => server.listen(socket));
    process.umask(umask);
    await bound;
  } finally {
    process.umask(umask);
  }
  await chmod(socket, 0o600);
}

function started(server: Server, start: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(toRunicornError(error)));
    server.once("listening", resolve);
    start();
  });
}

function toRunicornError(error: NodeJS.ErrnoException & { port?: number }): RunicornError {
  const why: Record<string, string> = {
    EADDRINUSE: `Port ${error.port} is taken, perhaps by another viewer; use --port 0 for any free one.`,
    EACCES: `This user may not listen on port ${error.port}; use --port 0 for any free one.`,
    EADDRNOTAVAIL: "This machine has no such address; use --host 127.0.0.1.",
    ENOTFOUND: "The name given by --host is unknown here; use --host 127.0.0.1.",
  };
  return new RunicornError(
    "service_unavailable",
    why[error.code ?? ""] ?? `The viewer cannot listen: ${error.message}.`,
    { cause: error },
  );
}
