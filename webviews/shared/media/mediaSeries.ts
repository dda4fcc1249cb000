import type { Client } from "#core/client/client.ts";
import type { EventKey, RunEvent } from "#core/protocol/event.ts";
import { formatNumber } from "#webviews/shared/format.ts";
import { t } from "#webviews/shared/texts.ts";
import { type StepGroup, ThinnedSteps } from "#webviews/shared/thinnedSteps.ts";

const perRead = 1000;
/** What a page holds of a key. */
const mostEvents = 4000;

/** What a run logged at one step under one key. */
export type MediaStep = StepGroup<RunEvent>;

/** What a run logged under one key, by step. */
export class MediaSeries {
  readonly run: string;
  readonly name: Pick<EventKey, "type" | "key">;
  readonly #client: Pick<Client, "listEvents">;
  readonly #held = new ThinnedSteps<RunEvent>(mostEvents);
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

  get steps(): readonly MediaStep[] {
    return this.#held.groups;
  }

  /** Says that not all is shown; empty where it is. */
  get note(): string {
    const { held, count } = this.#held;
    if (held === count) return "";
    const [shown, n] = [formatNumber(held), formatNumber(count)];
    return t("{shown} of {n}, evenly over the whole run, can be shown here.", { shown, n });
  }

  /** Reads what is there beyond what is known. */
  load(): Promise<void> {
    this.#reading ??= this.#read().finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  /** What lies nearest to a step; the last where there is no step to go by. */
  nearest(step: number | null): MediaStep | undefined {
    return this.#held.nearest(step);
  }

  async #read(): Promise<void> {
    const { type, key } = this.name;
    for (let more = true; more;) {
      const page = await this.#client.listEvents({
        params: { id: this.run },
        query: { type, ...(key !== null && { key }), after: this.#after, limit: perRead },
      });
      this.#after = page.next ?? page.events.at(-1)?.id ?? this.#after;
      for (const event of page.events) if (event.key === key) this.#held.add(event);
      more = page.next !== null;
    }
  }
}
