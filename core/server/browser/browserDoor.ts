import type { Server } from "node:http";

import { listen } from "#core/server/http/listen.ts";

/** Milliseconds without a connection after which nobody is taken to come back. */
const idleMs = 15 * 60_000;
const loopback = "127.0.0.1";

export interface BrowserDoorOptions {
  /** A server over the same store that does not listen yet. */
  readonly newServer: () => Server;
  /** Milliseconds without a connection until the door closes. */
  readonly idleMs?: number;
}

/** A port on loopback that is open while a browser wants it, for viewers that otherwise listen on a private socket only. */
export class BrowserDoor {
  readonly #options: BrowserDoorOptions;
  #open: Promise<{ readonly server: Server; readonly port: number }> | undefined;
  #connections = 0;
  #closing: NodeJS.Timeout | undefined;

  constructor(options: BrowserDoorOptions) {
    this.#options = options;
  }

  /** Opens, unless it is open, and stays so for the idle time at least. As `http://127.0.0.1:12345`. */
  async open(): Promise<string> {
    this.#open ??= this.#listen().catch((error: unknown) => {
      this.#open = undefined;
      throw error;
    });
    const { port } = await this.#open;
    this.#closeLater();
    return `http://${loopback}:${port}`;
  }

  async dispose(): Promise<void> {
    clearTimeout(this.#closing);
    const opening = this.#open;
    // At once: who opens meanwhile gets another one, not the address of this.
    this.#open = undefined;
    const open = await opening?.catch(() => undefined);
    if (!open) return;
    await new Promise<void>((resolve) => {
      open.server.close(() => resolve());
      open.server.closeAllConnections();
    });
  }

  async #listen() {
    const server = this.#options.newServer();
    server.on("connection", (connection) => {
      this.#connections++;
      clearTimeout(this.#closing);
      connection.on("close", () => {
        if (--this.#connections === 0) this.#closeLater();
      });
    });
    const listening = await listen(server, { host: loopback, port: 0 });
    return { server, port: "port" in listening ? listening.port : 0 };
  }

  #closeLater(): void {
    clearTimeout(this.#closing);
    if (this.#connections > 0) return;
    const later = () => {
      if (this.#connections === 0) void this.dispose();
    };
    this.#closing = setTimeout(later, this.#options.idleMs ?? idleMs).unref();
  }
}
