import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";

import { RunicornError } from "#core/protocol/errors.ts";

import { ChannelAgent } from "./channelAgent.ts";
import { headersBack, headersThere, linkHeader } from "./passedHeaders.ts";
import { passUpgrade } from "./passUpgrade.ts";

/** A viewer on another machine, as far as its HTTP server goes. */
export interface ProxiedViewer {
  /** What every request has to show. It may change when the viewer is started again. */
  readonly token: string;
  /** A new byte stream to its server. */
  connect(): Promise<Duplex>;
}

/** Sends requests and WebSockets on to a viewer on another machine, over channels that are used again. */
export class ViewerProxy {
  readonly #viewer: ProxiedViewer;
  readonly #agent: ChannelAgent;
  readonly #largestUnzipped: number;

  /** `largestUnzipped`: bytes of one answer that came packed. */
  constructor(viewer: ProxiedViewer, largestUnzipped = usualLargest) {
    this.#viewer = viewer;
    this.#largestUnzipped = largestUnzipped;
    this.#agent = new ChannelAgent(() => viewer.connect());
  }

  /** The viewer's answer to a request at `path` (with its query). Rejects where there is none; headers set before stay. */
  async request(request: IncomingMessage, reply: ServerResponse, path: string): Promise<void> {
    const answer = await this.#send(request, reply, path);
    const acceptsGzip = /\bgzip\b/i.test(request.headers["accept-encoding"] ?? "");
    const isZipped = answer.headers["content-encoding"] === "gzip";
    const unzips = isZipped && !acceptsGzip && request.method !== "HEAD";
    reply.statusCode = answer.statusCode ?? 502;
    for (const [name, value] of headersBack(answer)) {
      if (unzips && (name === "content-encoding" || name === "content-length")) continue;
      if (name !== "cache-control" && reply.hasHeader(name)) continue;
      reply.setHeader(name, value);
    }
    if (isZipped) reply.setHeader("Vary", "Accept-Encoding");
    // One of them has gone in the middle of the answer: no more can be said to the other.
    const breakOff = () => void reply.destroy();
    answer.on("error", breakOff);
    // Not by `pipeline`, which makes an error of every good end.
    if (!unzips) {
      answer.pipe(reply);
      return;
    }
    const unzipped = createGunzip().on("error", breakOff);
    let left = this.#largestUnzipped;
    // A few bytes of another machine may stand for more than anybody here can hold.
    unzipped.on("data", (chunk: Buffer) => {
      left -= chunk.length;
      if (left < 0) breakOff();
    });
    reply.once("close", () => {
      unzipped.destroy();
      answer.destroy();
    });
    answer.pipe(unzipped).pipe(reply);
  }

  /** A WebSocket at `path`, frame by frame. Resolves when both sides are joined; rejects where the viewer cannot be reached. */
  upgrade(request: IncomingMessage, connection: Duplex, head: Buffer, path: string): Promise<void> {
    const headers = headersThere(request, { token: this.#viewer.token, requestId: undefined });
    return passUpgrade({ connect: () => this.#viewer.connect(), headers, path }, connection, head);
  }

  /** A small answer for our own use. */
  async read(path: string, signal: AbortSignal): Promise<{ status: number; body: string }> {
    const request = http.request({
      agent: this.#agent,
      path,
      headers: { host: "localhost", authorization: `Bearer ${this.#viewer.token}` },
      signal,
    });
    request.end();
    const answer = await answerOf(request);
    let body = "";
    answer.setEncoding("utf8");
    for await (const chunk of answer) {
      body += chunk as string;
      if (body.length > largestRead) throw unanswered("its answer is too long");
    }
    return { status: answer.statusCode ?? 0, body };
  }

  dispose(): void {
    this.#agent.destroy();
  }

  async #send(
    request: IncomingMessage,
    reply: ServerResponse,
    path: string,
  ): Promise<IncomingMessage> {
    for (;;) {
      const requestId = reply.getHeader("x-request-id");
      const outgoing = http.request({
        agent: this.#agent,
        method: request.method,
        path,
        headers: {
          ...headersThere(request, {
            token: this.#viewer.token,
            requestId: typeof requestId === "string" ? requestId : undefined,
          }),
          "accept-encoding": "gzip",
          [linkHeader]: "ssh",
        },
      });
      // Whoever asked has gone: the other side need not go on. What is answered whole leaves a channel to be used again.
      let isWhole = false;
      const abort = () => {
        if (!isWhole) outgoing.destroy();
      };
      reply.once("close", abort);
      outgoing.once("response", (answer) => answer.once("end", () => (isWhole = true)));
      // What breaks is told by the answer that does not come.
      if (hasBody(request)) pipeline(request, outgoing).catch(() => undefined);
      else outgoing.end();
      try {
        return await answerOf(outgoing);
      } catch (error) {
        // A channel that was kept may have been ended by the other side just now.
        if (!outgoing.reusedSocket || hasBody(request) || !isRepeatable(request) || reply.closed) {
          throw error;
        }
      }
    }
  }
}

const largestRead = 1024 * 1024;
/** A viewer's largest answers, of metrics and logs, have some tens of megabytes. */
const usualLargest = 512 * 1024 * 1024;

function answerOf(request: http.ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const closed = () => reject(unanswered("its connection was closed"));
    request.once("response", (answer) => {
      request.off("close", closed);
      resolve(answer);
    });
    request.on("error", (error) =>
      reject(RunicornError.is(error) ? error : unanswered(error.message)),
    );
    request.once("close", closed);
  });
}

function isRepeatable({ method }: IncomingMessage): boolean {
  return method === "GET" || method === "HEAD";
}

function hasBody({ headers }: IncomingMessage): boolean {
  const length = headers["content-length"];
  return headers["transfer-encoding"] !== undefined || (length !== undefined && length !== "0");
}

function unanswered(why: string): RunicornError {
  return new RunicornError(
    "service_unavailable",
    `The viewer on the other machine did not answer: ${why}. It is tried again as soon as it can be reached.`,
  );
}
