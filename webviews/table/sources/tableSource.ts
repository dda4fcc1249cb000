import type { Client } from "#core/client/client.ts";
import type { LiveFeed } from "#core/client/liveFeed.ts";

/** What a table asks of a source. */
export interface TableStore {
  readonly id: string;
  /** Untrusted text. */
  readonly label: string;
  readonly client: Pick<
    Client,
    | "listRuns"
    | "groupRuns"
    | "listFacets"
    | "listColumns"
    | "completeFilter"
    | "querySeries"
    | "editRun"
    | "deleteRuns"
    | "listDeleted"
    | "restoreRuns"
  >;
  readonly feed: LiveFeed;
  /** Undefined for a store of this machine. */
  readonly remote: TablePlace | undefined;
}

interface TablePlace {
  /** Untrusted text. */
  readonly host: string;
  readonly isAway: boolean;
  /** Why, as a sentence. */
  readonly reason: string | undefined;
  onChange(listener: () => void): { dispose(): void };
}

/** The sources whose runs are in one table. They come and go. */
export interface TableStores {
  readonly all: readonly TableStore[];
  /** Whether all that there are at the start are known. */
  readonly searched: boolean;
  onChange(listener: () => void): { dispose(): void };
}
