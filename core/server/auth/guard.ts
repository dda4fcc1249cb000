import type { IncomingMessage } from "node:http";

import { identityProof } from "#core/local/identityProof.ts";
import { RunicornError } from "#core/protocol/errors.ts";
import type { Connections } from "#core/server/limits/connections.ts";
import type { RateLimiter } from "#core/server/limits/rateLimiter.ts";
import { Throttle } from "#core/server/limits/throttle.ts";

import { checkOrigin } from "./origin.ts";
import { digestOf, matches } from "./secret.ts";
import { Sessions } from "./sessions.ts";
import { Tickets } from "./tickets.ts";

export interface GuardOptions {
  readonly instance: string;
  readonly token: string;
  /** False accepts requests without a token. Host and Origin are checked all the same. */
  readonly auth: boolean;
  readonly allowedHosts: readonly string[];
  readonly now?: () => number;
  /** Told of connections whose other end is known. */
  readonly connections?: Connections;
  readonly limiter?: RateLimiter;
}

const failuresPerMinute = 10;

/** Decides who may ask, for requests and WebSocket upgrades alike. */
export class Guard {
  readonly tickets: Tickets;
  readonly #sessions: Sessions;
  readonly #token: Buffer;
  readonly #prove: (challenge: string, port: number | undefined) => string;
  readonly #auth: boolean;
  readonly #allowedHosts: readonly string[];
  readonly #throttle: Throttle;
  readonly #connections: Connections | undefined;
  readonly #limiter: RateLimiter | undefined;

  constructor({ instance, token, auth, allowedHosts, now, connections, limiter }: GuardOptions) {
    this.tickets = new Tickets(now);
    this.#sessions = new Sessions(instance);
    this.#token = digestOf(token);
    this.#prove = (challenge, port) => identityProof(token, port, challenge);
    this.#auth = auth;
    this.#allowedHosts = allowedHosts;
    this.#throttle = new Throttle(failuresPerMinute, now);
    this.#connections = connections;
    this.#limiter = limiter;
  }

  /** Whether a request without a token is refused. */
  get wantsToken(): boolean {
    return this.#auth;
  }

  /** What shows that we know the token, without telling it. */
  prove(challenge: string, port: number | undefined): string {
    return this.#prove(challenge, port);
  }

  checkOrigin(request: IncomingMessage): void {
    checkOrigin(request, this.#allowedHosts);
  }

  /** Lets in whoever has a token and does not ask too often; returns headers for the answer. Throws for all others. */
  admit(request: IncomingMessage): Record<string, string> {
    const caller = this.#identify(request);
    this.#connections?.trust(request.socket);
    const from = request.socket.remoteAddress;
    // Below a folder of addresses express takes that off the url.
    const { originalUrl = request.url } = request as IncomingMessage & { originalUrl?: string };
    const [path = "/"] = (originalUrl ?? "/").split("?", 1);
    return this.#limiter?.check({ from, caller, path }) ?? {};
  }

  /** Tells those apart who may ask. */
  #identify(request: IncomingMessage): string {
    if (!this.#auth) return "anyone";
    const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
    if (bearer !== undefined && matches(bearer, this.#token)) return "token";
    const session = this.#sessions.read(request.headers.cookie);
    if (session !== undefined && this.#sessions.has(session)) return session;
    if (request.headers.authorization === undefined && session === undefined) {
      throw new RunicornError(
        "unauthorized",
        "Open the link that `runicorn viewer` prints, or send its token.",
      );
    }
    return this.#refuse("The token is not this viewer's; it may have been restarted since.");
  }

  /** The `Set-Cookie` value of the session a ticket is good for. */
  openSession(ticket: string): string {
    if (!this.tickets.redeem(ticket)) {
      this.#refuse("The link was used before or is older than 30 seconds; ask for a new one.");
    }
    return this.#sessions.create();
  }

  /** Only wrong answers are slowed down, so that nobody can lock the owner out. */
  #refuse(why: string): never {
    if (this.#throttle.fail()) {
      throw new RunicornError("too_many_requests", "Too many wrong tokens; wait a minute.");
    }
    throw new RunicornError("unauthorized", why);
  }
}
