import type { Server } from "node:http";

import type { Guard } from "#core/server/auth/guard.ts";
import { ticketLifetimeMs } from "#core/server/auth/tickets.ts";
import type { Listening } from "#core/server/http/listen.ts";

import { BrowserDoor } from "./browserDoor.ts";

/** Links that open the dashboard in a browser. */
export class BrowserLinks {
  /** Where the viewer listens anyway. */
  listening: Listening | undefined;
  readonly #guard: Guard;
  readonly #door: BrowserDoor;

  /** `newServer` makes another server over the same store, for a viewer that no browser can reach otherwise. */
  constructor(guard: Guard, newServer: () => Server) {
    this.#guard = guard;
    this.#door = new BrowserDoor({ newServer });
  }

  /** A link to a page, with the ticket it is good for once. `path` begins with `/`; the time is in Unix seconds. */
  async to(path: string): Promise<{ url: string; expires_at: number }> {
    const expiresAt = (Date.now() + ticketLifetimeMs) / 1000;
    const base = this.#loopbackBase() ?? (await this.#door.open());
    const [page, fragment] = splitAt(path, "#");
    const values = new URLSearchParams(fragment);
    if (this.#guard.wantsToken) values.set("ticket", this.#guard.tickets.issue());
    const url = values.size > 0 ? `${base}${page}#${values.toString()}` : `${base}${page}`;
    return { url, expires_at: expiresAt };
  }

  dispose(): Promise<void> {
    return this.#door.dispose();
  }

  #loopbackBase(): string | undefined {
    const { listening } = this;
    if (!listening || !("port" in listening)) return undefined;
    const isLoopback = ["127.0.0.1", "localhost", "::1"].includes(listening.host);
    const host = listening.host === "::1" ? "[::1]" : listening.host;
    return isLoopback ? `http://${host}:${listening.port}` : undefined;
  }
}

function splitAt(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}
