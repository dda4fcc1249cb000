import type { Client } from "#core/client/client.ts";
import type { EventKey, RunEvent } from "#core/protocol/event.ts";
import { EventReader } from "#webviews/shared/eventReader.ts";
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
  readonly #reader: EventReader;
  readonly #held = new ThinnedSteps<RunEvent>(mostEvents);

  constructor(
    client: Pick<Client, "listEvents">,
    run: string,
    name: Pick<EventKey, "type" | "key">,
  ) {
    this.run = run;
    this.name = name;
    const { type, key } = name;
    this.#reader = new EventReader({
      client,
      run,
      query: { type, ...(key !== null && { key }) },
      perRead,
      onEvents: (events) => {
        for (const event of events) if (event.key === key) this.#held.add(event);
      },
    });
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
    return this.#reader.read();
  }

  /** What lies nearest to a step; the last where there is no step to go by. */
  nearest(step: number | null): MediaStep | undefined {
    return this.#held.nearest(step);
  }
}
