import http, { type IncomingMessage, type OutgoingHttpHeaders, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";

import { RunicornError } from "#core/protocol/errors.ts";

import { connectWith } from "./channelAgent.ts";
import { headersBack } from "./passedHeaders.ts";

/** Bytes of a refusal that are passed on. */
const longestRefusal = 64 * 1024;

export interface UpgradeThere {
  readonly connect: () => Promise<Duplex>;
  readonly headers: OutgoingHttpHeaders;
  /** With its query. */
  readonly path: string;
}

/** Asks the other side for the same WebSocket and joins the two, byte for byte. A refusal is passed on as it is. */
export function passUpgrade(
  { connect, headers, path }: UpgradeThere,
  connection: Duplex,
  head: Buffer,
): Promise<void> {
  // One that has gone already tells nobody again.
  if (connection.destroyed) return Promise.resolve();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const asking = http.request({
    createConnection: (_options, callback) => {
      connectWith(connect, callback);
      return undefined;
    },
    path,
    headers: { ...headers, connection: "Upgrade", upgrade: "websocket" },
  });
  asking.on("error", (error) => reject(RunicornError.is(error) ? error : unreachable(error)));
  asking.once("upgrade", (answer, channel, first) => {
    if (connection.destroyed) {
      channel.destroy();
      resolve();
      return;
    }
    connection.write(headOf(answer, ["Connection: Upgrade", "Upgrade: websocket"]));
    if (first.length > 0) connection.write(first);
    if (head.length > 0) channel.write(head);
    join(connection, channel);
    resolve();
  });
  asking.once("response", (answer) => {
    void refuse(answer, connection).then(resolve);
  });
  connection.once("close", () => asking.destroy());
  asking.end();
  return promise;
}

function join(one: Duplex, other: Duplex): void {
  one.pipe(other);
  other.pipe(one);
  for (const [end, partner] of [
    [one, other],
    [other, one],
  ] as const) {
    end.on("error", () => end.destroy());
    end.once("close", () => partner.destroy());
  }
}

async function refuse(answer: IncomingMessage, connection: Duplex): Promise<void> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of answer) {
      chunks.push(chunk as Buffer);
      size += (chunk as Buffer).length;
      if (size > longestRefusal) break;
    }
  } catch {
    // Cut off; what came is passed on.
  }
  const body = Buffer.concat(chunks).subarray(0, longestRefusal);
  connection.write(headOf(answer, ["Connection: close", `Content-Length: ${body.length}`]));
  connection.end(body);
}

function headOf(answer: IncomingMessage, more: readonly string[]): string {
  const { statusCode = 502 } = answer;
  const lines = headersBack(answer)
    .filter(([name]) => name !== "content-length")
    .map(([name, value]) => `${name}: ${[value].flat().join(", ")}`);
  const first = `HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode] ?? ""}`;
  return `${[first, ...lines, ...more].join("\r\n")}\r\n\r\n`;
}

function unreachable(cause: Error): RunicornError {
  return new RunicornError(
    "service_unavailable",
    `The viewer on the other machine did not answer: ${cause.message}.`,
    { cause },
  );
}
