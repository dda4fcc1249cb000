import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

import { type WebSocket, WebSocketServer } from "ws";

import { RunicornError } from "#core/protocol/errors.ts";
import type { Request, Socket } from "#core/protocol/route.ts";
import type { Guard } from "#core/server/auth/guard.ts";
import { type Log, logWith } from "#core/server/log.ts";

import { writeAnswer } from "./bareAnswer.ts";
import { toErrorAnswer } from "./errorAnswer.ts";
import { parseRequest } from "./mount.ts";
import { requestIdHeader, requestIdOf } from "./requestLog.ts";

/** Milliseconds a client has to say goodbye. */
const farewellMs = 500;

type Sockets = Record<string, Socket>;

/** What to do with an accepted connection; one for every socket of the table. */
export type SocketHandlers<S extends Sockets> = {
  [K in keyof S]: (client: WebSocket, request: SocketRequest<S[K]>) => void;
};

type SocketRequest<S extends Socket> = Request<S & { method: "get"; response: S["frame"] }>;

/** Rejects where the other server cannot be reached; answers a refusal of its own by itself. */
type PassUpgrade = (request: IncomingMessage, connection: Duplex, head: Buffer) => Promise<void>;

interface Mounted {
  readonly socket: Socket;
  readonly pattern: RegExp;
  readonly accept: (client: WebSocket, request: never) => void;
}

/** Turns upgrade requests into WebSockets, behind the same checks as every other request. */
export class Upgrades {
  readonly #guard: Guard;
  readonly #log: Log;
  readonly #mounted: Mounted[] = [];
  readonly #passed: { path: string; pattern: RegExp; pass: PassUpgrade }[] = [];
  /** Connections another server answers on. */
  readonly #held = new Set<Duplex>();
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: 64 * 1024,
    perMessageDeflate: false,
  });

  constructor(guard: Guard, log: Log) {
    this.#guard = guard;
    this.#log = log;
  }

  /** The paths that can be upgraded. */
  get paths(): string[] {
    return [...this.#mounted.map((m) => m.socket.path), ...this.#passed.map((p) => p.path)];
  }

  mount<S extends Sockets>(table: S, handlers: SocketHandlers<S>): void {
    for (const [name, socket] of Object.entries(table)) {
      const accept = handlers[name];
      if (!accept) throw new Error(`no handler for the socket ${name}`);
      this.#mounted.push({ socket, pattern: toPattern(socket.path), accept });
    }
  }

  /** Lets another server answer at these addresses. */
  passOn(path: string, pass: PassUpgrade): void {
    this.#passed.push({ path, pattern: toPattern(path), pass });
  }

  /** The `upgrade` listener of a server. */
  handle(request: IncomingMessage, connection: Duplex, head: Buffer): void {
    connection.on("error", () => connection.destroy());
    try {
      this.#guard.checkOrigin(request);
      this.#guard.admit(request);
      const passed = this.#passed.find(({ pattern }) => pattern.test(pathOf(request)));
      if (passed) {
        checkIsWebSocket(request);
        this.#hold(connection);
        passed
          .pass(request, connection, head)
          .catch((error: unknown) => this.#refuse(error, request, connection));
        return;
      }
      const { accept, parsed } = this.#find(request);
      this.#server.handleUpgrade(request, connection, head, (client) => {
        client.on("error", () => client.terminate());
        accept(client, parsed as never);
      });
    } catch (error) {
      this.#refuse(error, request, connection);
    }
  }

  dispose(): void {
    for (const connection of this.#held) connection.destroy();
    for (const client of this.#server.clients) {
      client.close(1001, "the viewer ends");
      setTimeout(() => client.terminate(), farewellMs).unref();
    }
    this.#server.close();
  }

  #hold(connection: Duplex): void {
    this.#held.add(connection);
    connection.once("close", () => this.#held.delete(connection));
  }

  #find(request: IncomingMessage): { accept: Mounted["accept"]; parsed: unknown } {
    // Joined, because as a relative address `//x` would name a host.
    const url = new URL(`http://localhost${request.url ?? "/"}`);
    for (const { socket, pattern, accept } of this.#mounted) {
      const match = pattern.exec(url.pathname);
      if (!match) continue;
      checkIsWebSocket(request);
      const params = decode(match.groups ?? {});
      return {
        accept,
        parsed: parseRequest(socket, { params, query: Object.fromEntries(url.searchParams) }),
      };
    }
    throw new RunicornError("not_found", "There is no such WebSocket.");
  }

  #refuse(error: unknown, request: IncomingMessage, connection: Duplex): void {
    const id = requestIdOf(request);
    const log = logWith(this.#log, { request: id });
    const answer = toErrorAnswer(error, request.url ?? "", log);
    const headers = { ...answer.headers, [requestIdHeader]: id };
    writeAnswer(connection, answer.status, answer.body, headers);
  }
}

function checkIsWebSocket({ headers, method }: IncomingMessage): void {
  if (headers.upgrade?.toLowerCase() === "websocket" && method === "GET") return;
  throw new RunicornError("invalid_request", "This address speaks WebSocket only.");
}

function pathOf({ url = "/" }: IncomingMessage): string {
  return url.split("?", 1)[0] ?? "/";
}

function toPattern(path: string): RegExp {
  const named = path.replace(/:(\w+)/g, "(?<$1>[^/]+)").replace(/\*(\w+)/g, "(?<$1>.*)");
  return new RegExp(`^${named}$`);
}

function decode(groups: Record<string, string>): Record<string, string> {
  try {
    return Object.fromEntries(
      Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]),
    );
  } catch (cause) {
    throw new RunicornError("invalid_request", "The address is malformed.", { cause });
  }
}
