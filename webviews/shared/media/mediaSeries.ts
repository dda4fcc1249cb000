import type { Client } from "#core/client/client.ts";
import type { EventKey, RunEvent } from "#core/protocol/event.ts";

const perRead = 200;
/** What a slider can still be moved over, and a page hold. */
const mostEvents = 4000;

/** What a run logged under one key, in the order it did. */
export class MediaSeries {
  readonly run: string;
  readonly name: Pick<EventKey, "type" | "key">;
  events: readonly RunEvent[] = [];
  readonly #client: Pick<Client, "listEvents">;
  #after = 0;
  #reading: Promise<void> | undefined;

  constructor(
    client: Pick<Client, "listEvents">,
    run: string,
    name: Pick<EventKey, "type" | "key">,
  ) {
    this.#client = client;
    this.run = run;
    this.name = name;
  }

  /** Reads what is there beyond what is known. */
  load(): Promise<void> {
    this.#reading ??= this.#read().finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  /** The event that lies nearest to a step; the last one where there is no step to go by. */
  nearest(step: number | null): RunEvent | undefined {
    if (step === null) return this.events.at(-1);
    let best: RunEvent | undefined;
    for (const event of this.events) {
      const distance = Math.abs((event.step ?? Infinity) - step);
      if (!best || distance <= Math.abs((best.step ?? Infinity) - step)) best = event;
    }
    return best;
  }

  async #read(): Promise<void> {
    const { type, key } = this.name;
    while (this.events.length < mostEvents) {
      const page = await this.#client.listEvents({
        params: { id: this.run },
        query: { type, ...(key !== null && { key }), after: this.#after, limit: perRead },
      });
      this.#after = page.events.at(-1)?.id ?? this.#after;
      this.events = [...this.events, ...page.events.filter((event) => event.key === key)];
      if (page.next === null) break;
      this.#after = page.next;
    }
  }
}
