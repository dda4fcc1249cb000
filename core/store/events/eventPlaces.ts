import type { EventsQuery } from "#core/protocol/event.ts";
import type { EventSource } from "#core/store/ingest/eventSource.ts";

/** How many of each file's events somebody has seen: one number for all says nothing of files that come before. */
export class EventPlaces {
  readonly #places = new Map<EventSource, number>();

  constructor(sources: readonly EventSource[], { since, after }: EventsQuery) {
    const seen = since === undefined ? undefined : parse(since);
    for (const source of sources) {
      const { file, events } = source;
      const place = seen ? (seen.get(nameOf(file.rank)) ?? 0) : Math.max(0, after - events.base);
      this.#places.set(source, place);
    }
  }

  of(source: EventSource): number {
    return this.#places.get(source) ?? 0;
  }

  set(source: EventSource, place: number): void {
    this.#places.set(source, place);
  }

  /** As `since` takes it. */
  toString(): string {
    const seen = [...this.#places].filter(([, place]) => place > 0);
    return seen.map(([{ file }, place]) => `${nameOf(file.rank)}.${place.toString(36)}`).join("_");
  }
}

/** Short, since thousands of processes may log. */
function nameOf(rank: number | null): string {
  return rank === null ? "" : rank.toString(36);
}

function parse(since: string): Map<string, number> {
  const parts = since.split("_").filter((part) => part !== "");
  return new Map(
    parts.map((part) => {
      const [name = "", place = ""] = part.split(".");
      return [name, Number.parseInt(place, 36)];
    }),
  );
}
