import { randomBytes } from "node:crypto";
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

import { RunicornError } from "#core/protocol/errors.ts";

import { checkPrivateSocket } from "./checkPrivateSocket.ts";
import { identityProof, isSameProof } from "./identityProof.ts";

export interface SocketAddress {
  /** Path of a Unix socket, or name of a Windows pipe. */
  readonly listen: { readonly socket: string };
  readonly token: string;
}

/** Milliseconds after which a server that says nothing counts as hung. It may be busy with a store, on a busy machine. */
export const hungMs = 15_000;

const largestHead = 16 * 1024;
const endOfHead = "\r\n\r\n";

/**
 * A connection to the server that has the token, which it has not been told. Whoever else listens there, as after the server
 * has died, learns nothing. Rejects with `service_unavailable`.
 */
export async function provenConnection(
  { listen: { socket }, token }: SocketAddress,
  limitMs = hungMs,
): Promise<net.Socket> {
  await checkPrivateSocket(socket);
  const connection = net.connect(socket);
  const limit = new AbortController();
  try {
    const head = await Promise.race([
      challenged(connection, token),
      sleep(limitMs, undefined, { signal: limit.signal, ref: false }),
    ]);
    if (head === true) return connection;
    throw new RunicornError(
      "service_unavailable",
      head === undefined
        ? `The viewer does not answer: it has said nothing for ${limitMs / 1000} s.`
        : "Something else than our viewer answers at its socket, so it was told nothing.",
    );
  } catch (error) {
    connection.on("error", () => undefined).destroy();
    throw RunicornError.is(error) ? error : unreachable(error);
  } finally {
    limit.abort();
  }
}

/** Whether the other end knows the token. */
async function challenged(connection: net.Socket, token: string): Promise<boolean> {
  const challenge = randomBytes(32).toString("base64url");
  connection.write(
    `GET /api/health HTTP/1.1\r\nHost: localhost\r\nRunicorn-Challenge: ${challenge}${endOfHead}`,
  );
  // The answer has no body: what comes behind its head would not be of it.
  const head = await readHead(connection);
  const proof = /^HTTP\/1\.1 204 [^]*\r\nrunicorn-proof: ([\w-]{43})\r\n/i.exec(head)?.[1];
  return proof !== undefined && isSameProof(proof, identityProof(token, undefined, challenge));
}

/** Everything up to the empty line; less where the connection ends or goes on without one. */
function readHead(connection: net.Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let head = "";
    const settle = () => {
      connection.off("readable", read).off("end", settle).off("close", settle).off("error", reject);
      resolve(head);
    };
    const read = () => {
      for (;;) {
        const chunk = connection.read() as Buffer | null;
        if (chunk === null) return;
        head += chunk.toString("latin1");
        if (head.includes(endOfHead) || head.length > largestHead) return settle();
      }
    };
    connection.on("readable", read).on("end", settle).on("close", settle).on("error", reject);
  });
}

function unreachable(cause: unknown): RunicornError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new RunicornError("service_unavailable", `The viewer cannot be reached: ${why}.`, {
    cause,
  });
}
