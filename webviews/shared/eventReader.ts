import type { Client } from "#core/client/client.ts";
import type { RunEvent } from "#core/protocol/event.ts";

export interface EventReaderOptions {
  readonly client: Pick<Client, "listEvents">;
  readonly run: string;
  /** Which events: all, where nothing is said. */
  readonly query?: { readonly type?: string; readonly key?: string };
  readonly perRead: number;
  /** Called with each page of events, as it is there. */
  readonly onEvents: (events: readonly RunEvent[]) => void;
}

/** Reads typed events of a run as they come, each of them once, whichever of its processes logged it. */
export class EventReader {
  readonly #options: EventReaderOptions;
  #from: { readonly since?: string; readonly after?: number } = {};
  #reading: Promise<void> | undefined;
  #asked = 0;

  constructor(options: EventReaderOptions) {
    this.#options = options;
  }

  /** Reads what is there beyond what was read. What comes while it reads is read, too. */
  read(): Promise<void> {
    this.#asked += 1;
    this.#reading ??= this.#readAll().finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  async #readAll(): Promise<void> {
    for (let answered = 0; answered !== this.#asked;) {
      answered = this.#asked;
      for (let more = true; more;) more = await this.#readPage();
    }
  }

  async #readPage(): Promise<boolean> {
    const { client, run, query, perRead, onEvents } = this.#options;
    const page = await client.listEvents({
      params: { id: run },
      query: { ...query, ...this.#from, limit: perRead },
    });
    const last = page.next ?? page.events.at(-1)?.id;
    // A viewer of an earlier version has only the one.
    if (page.cursor !== undefined) this.#from = { since: page.cursor };
    else if (last !== undefined) this.#from = { after: last };
    onEvents(page.events);
    return page.next !== null;
  }
}
