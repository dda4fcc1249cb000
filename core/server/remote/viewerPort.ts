import { randomBytes } from "node:crypto";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import net from "node:net";
import type { Duplex } from "node:stream";

import * as z from "zod";

import { RunicornError } from "#core/protocol/errors.ts";
import type { LocalPort } from "#core/remote/localPort.ts";
import type { ViewerProxy } from "#core/remote/tunnel/viewerProxy.ts";
import { Guard } from "#core/server/auth/guard.ts";
import { SamePerson } from "#core/server/auth/samePerson.ts";
import { newSecret } from "#core/server/auth/secret.ts";
import { ticketLifetimeMs } from "#core/server/auth/tickets.ts";
import { publicPaths } from "#core/server/browser/pages.ts";
import { toErrorAnswer } from "#core/server/http/errorAnswer.ts";
import { newHttpServer } from "#core/server/http/httpServer.ts";
import { listen } from "#core/server/http/listen.ts";
import { securityHeaders } from "#core/server/http/securityHeaders.ts";
import { Upgrades } from "#core/server/http/upgrades.ts";
import { Connections } from "#core/server/limits/connections.ts";

import type { Log } from "../log.ts";

export interface ViewerPortOptions {
  /** False lets any program of this machine in; Host and Origin are checked all the same. */
  readonly auth: boolean;
  readonly log: Log;
  /** Milliseconds without a request after which it closes by itself. */
  readonly idleMs?: number;
}

const usualIdleMs = 15 * 60_000;

const host = "127.0.0.1";
/** Tried in this order, before any other. */
const usualPorts = Array.from({ length: 19 }, (_, i) => 8081 + i);

const SessionBody = z.object({ ticket: z.string().min(1).max(200) });
const maxBodyBytes = 4096;

/** A port of this machine behind which a viewer of another one answers, for a browser that shows a ticket. */
export class ViewerPort implements LocalPort {
  readonly #proxy: ViewerProxy;
  readonly #options: ViewerPortOptions;
  readonly #guard: Guard;
  readonly #person: SamePerson;
  readonly #connections = new Connections();
  #server: Server;
  #upgrades: Upgrades;
  #port = 0;
  /** Answers and WebSockets that go on. */
  #busy = 0;
  #idle: NodeJS.Timeout;
  /** False from the moment on that somebody ends it. */
  #isWanted = true;
  readonly #left = Promise.withResolvers<void>();

  private constructor(proxy: ViewerProxy, options: ViewerPortOptions) {
    this.#proxy = proxy;
    this.#options = options;
    this.#guard = new Guard({
      instance: randomBytes(8).toString("hex"),
      // Nobody is ever told: a browser comes in by a ticket.
      token: newSecret(),
      auth: options.auth,
      allowedHosts: [],
      connections: this.#connections,
    });
    this.#person = new SamePerson(this.#guard);
    [this.#server, this.#upgrades] = this.#newServer();
    this.#idle = this.#watch();
  }

  /** Listens on the port that is wanted, or where that is taken on one of 8081 to 8099, or on any. */
  static async open(
    proxy: ViewerProxy,
    wanted: number | undefined,
    options: ViewerPortOptions,
  ): Promise<ViewerPort> {
    const opened = new ViewerPort(proxy, options);
    const ports = [...(wanted === undefined ? [] : [wanted]), ...usualPorts, 0];
    for (const port of ports) {
      if (await opened.#listen(port).catch(isTaken)) return opened;
    }
    throw new RunicornError("service_unavailable", "This machine has no free port left.");
  }

  get port(): number {
    return this.#port;
  }

  get left(): Promise<void> {
    return this.#left.promise;
  }

  get url(): string {
    return `http://${host}:${this.#port}`;
  }

  link(path: string): { url: string; expires_at: number } {
    const [page = "/", fragment] = path.split("#", 2);
    const values = new URLSearchParams(fragment);
    if (this.#guard.wantsToken) values.set("ticket", this.#guard.tickets.issue());
    const url = `${this.url}${page}`;
    return {
      url: values.size > 0 ? `${url}#${values.toString()}` : url,
      expires_at: (Date.now() + ticketLifetimeMs) / 1000,
    };
  }

  isReachable(): Promise<boolean> {
    // Somebody else may have taken the port after it was lost.
    if (!this.#server.listening) return Promise.resolve(false);
    return new Promise((resolve) => {
      const socket = net.connect(this.#port, host);
      const end = (isReachable: boolean) => {
        socket.destroy();
        resolve(isReachable);
      };
      socket.setTimeout(2000, () => end(false));
      socket.once("connect", () => end(true));
      socket.once("error", () => end(false));
    });
  }

  async rebuild(): Promise<void> {
    this.#isWanted = true;
    await this.#close();
    if (!this.#isStillWanted()) return;
    clearTimeout(this.#idle);
    this.#idle = this.#watch();
    [this.#server, this.#upgrades] = this.#newServer();
    await this.#listen(this.#port);
    // Whoever did not want it any more meanwhile had nothing yet to close.
    if (!this.#isStillWanted()) await this.dispose();
  }

  /** A call, since it changes while a port is built. */
  #isStillWanted(): boolean {
    return this.#isWanted;
  }

  async dispose(): Promise<void> {
    this.#isWanted = false;
    clearTimeout(this.#idle);
    await this.#close();
  }

  #watch(): NodeJS.Timeout {
    const { idleMs = usualIdleMs } = this.#options;
    return setTimeout(() => this.#closeIfIdle(), idleMs).unref();
  }

  /** A page that is open has a WebSocket or asks again; one that is not needs no port. */
  #closeIfIdle(): void {
    if (this.#busy > 0) {
      this.#idle.refresh();
      return;
    }
    void this.dispose();
    this.#left.resolve();
  }

  #noteUse(stream: Duplex | ServerResponse): void {
    this.#busy += 1;
    stream.once("close", () => {
      this.#busy -= 1;
      this.#idle.refresh();
    });
  }

  async #listen(port: number): Promise<true> {
    const listening = await listen(this.#server, { host, port });
    this.#port = "port" in listening ? listening.port : port;
    return true;
  }

  #close(): Promise<void> {
    this.#upgrades.dispose();
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  #newServer(): [Server, Upgrades] {
    const upgrades = new Upgrades(this.#guard, this.#options.log);
    upgrades.passOn("/*rest", async (request, connection, head) => {
      this.#noteUse(connection);
      await this.#person.check(request);
      await this.#proxy.upgrade(request, connection, head, request.url ?? "/");
    });
    const answer = (request: IncomingMessage, reply: ServerResponse) => {
      this.#answer(request, reply).catch((error: unknown) => this.#fail(error, request, reply));
    };
    return [newHttpServer(answer, upgrades, this.#connections), upgrades];
  }

  async #answer(request: IncomingMessage, reply: ServerResponse): Promise<void> {
    this.#guard.checkOrigin(request);
    this.#noteUse(reply);
    const [path = "/"] = (request.url ?? "/").split("?", 1);
    if (request.method === "POST" && path === "/api/v2/session") {
      const { ticket } = await readSession(request);
      reply.setHeader("Set-Cookie", this.#guard.openSession(ticket));
      send(reply, 200, { success: true });
      return;
    }
    // The page holds no data; whoever wants some shows the cookie.
    const isPublic = request.method === "GET" && publicPaths.includes(path);
    if (!isPublic) {
      reply.setHeaders(new Map(Object.entries(this.#guard.admit(request))));
      await this.#person.check(request);
    }
    await this.#proxy.request(request, reply, request.url ?? "/");
  }

  #fail(error: unknown, request: IncomingMessage, reply: ServerResponse): void {
    if (reply.headersSent) {
      reply.destroy();
      return;
    }
    const { status, headers, body } = toErrorAnswer(error, request.url ?? "/", this.#options.log);
    for (const [name, value] of Object.entries(headers)) reply.setHeader(name, value);
    if (!request.complete) reply.setHeader("Connection", "close");
    send(reply, status, body);
  }
}

function isTaken(error: unknown): false {
  if (RunicornError.is(error, "service_unavailable")) return false;
  throw error;
}

function send(reply: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  reply.statusCode = status;
  for (const [name, value] of Object.entries(securityHeaders)) reply.setHeader(name, value);
  reply.setHeader("Content-Type", "application/json; charset=utf-8");
  reply.setHeader("Content-Length", Buffer.byteLength(text));
  reply.end(text);
}

async function readSession(request: IncomingMessage): Promise<z.infer<typeof SessionBody>> {
  if (!/^application\/json\b/i.test(request.headers["content-type"] ?? "")) {
    throw new RunicornError("unsupported_media_type", "Send the body as application/json.");
  }
  let text = "";
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > maxBodyBytes) {
      throw new RunicornError("payload_too_large", "A ticket is not that long.");
    }
  }
  try {
    return SessionBody.parse(JSON.parse(text));
  } catch (cause) {
    throw new RunicornError("invalid_request", "Send a ticket.", { cause });
  }
}
