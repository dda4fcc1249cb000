import type { WebSocket } from "ws";

import { RunicornError } from "#core/protocol/errors.ts";
import type { Store } from "#core/store/store.ts";

import { dropSilent } from "./dropSilent.ts";
import { Pump } from "./pump.ts";

const firstLines = 10_000;

/** V1's log socket: the last 10,000 lines, then every new one, a text frame each; blank lines are left out. */
export function followLog(store: Store, id: string, client: WebSocket): void {
  const follower = new LogFollower(store, id, client);
  const pump = new Pump({
    step: () => follower.sendPage(),
    isWanted: () => client.readyState === client.OPEN,
    onError: (error) => follower.fail(error),
  });
  const subscription = store.onEvent((event) => {
    if (event.type === "log_appended" && event.id === id) pump.wake();
  });
  client.on("close", () => subscription.dispose());
  dropSilent(client);
  pump.wake();
}

class LogFollower {
  readonly #store: Store;
  readonly #id: string;
  readonly #client: WebSocket;
  /** Byte to read on from; undefined before the first page. */
  #offset: number | undefined;
  #waiting = false;

  constructor(store: Store, id: string, client: WebSocket) {
    this.#store = store;
    this.#id = id;
    this.#client = client;
  }

  /** Sends what lies ahead, at most one page; true where there is more. A slow client slows the reading down. */
  async sendPage(): Promise<boolean> {
    const first = this.#offset === undefined;
    const query = first
      ? { tail: true, limit: firstLines }
      : { tail: false, limit: 1000, offset: this.#offset };
    const page = await this.#store.readLogs(this.#id, query);
    // Moved back to its end: the file was cut off, or replaced by a shorter one. It is read again from its start.
    if (page.start < (this.#offset ?? 0)) {
      this.#offset = 0;
      return true;
    }
    if (first && page.start > 0) {
      await this.#send(`[info] Showing last ${firstLines} lines…`);
    }
    if (first && page.size === 0 && !this.#waiting) {
      this.#waiting = true;
      await this.#send("[info] No logs available yet. Waiting for logs to be created...");
    }
    for (const line of page.lines) if (line.trim() !== "") await this.#send(line);
    const moved = page.end !== (this.#offset ?? 0);
    this.#offset = page.end;
    return moved && page.end < page.size;
  }

  #send(line: string): Promise<void> {
    // A failed send means the client is gone; its close event ends the following.
    return new Promise((resolve) => this.#client.send(line, () => resolve()));
  }

  fail(error: unknown): void {
    const missing = RunicornError.is(error, "run_not_found");
    this.#client.send(missing ? "[error] run not found" : "[error] the log cannot be read");
    this.#client.close(1000);
  }
}
