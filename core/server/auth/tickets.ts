import { digestOf, newSecret } from "./secret.ts";

/** Milliseconds in which a ticket can be exchanged for a session. */
export const ticketLifetimeMs = 30_000;

const maxOutstanding = 100;

/** One-time tickets: what a URL may carry, because it is worthless once used or after half a minute. */
export class Tickets {
  readonly #now: () => number;
  /** Digest of a ticket → when it ends. Oldest first. */
  readonly #outstanding = new Map<string, number>();

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  issue(): string {
    this.#sweep();
    const ticket = newSecret();
    this.#outstanding.set(key(ticket), this.#now() + ticketLifetimeMs);
    return ticket;
  }

  /** Whether the ticket is good; it is not afterwards. */
  redeem(ticket: string): boolean {
    const endsAt = this.#outstanding.get(key(ticket));
    this.#outstanding.delete(key(ticket));
    return endsAt !== undefined && this.#now() < endsAt;
  }

  #sweep(): void {
    for (const [digest, endsAt] of this.#outstanding) {
      if (endsAt > this.#now() && this.#outstanding.size < maxOutstanding) break;
      this.#outstanding.delete(digest);
    }
  }
}

function key(ticket: string): string {
  return digestOf(ticket).toString("base64");
}
