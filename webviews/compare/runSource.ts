import type { Client } from "#core/client/client.ts";
import type { LiveFeed } from "#core/client/liveFeed.ts";

import type { SourceCalls } from "./compareRoutes.ts";

/** A source as far as its runs are compared with those of others. */
export interface RunSource {
  readonly client: Pick<Client, "getRun" | "listMetrics" | "querySeries"> & SourceCalls;
  readonly feed: LiveFeed;
  /** Undefined for a store of this machine. */
  readonly remote: RemotePlace | undefined;
}

interface RemotePlace {
  readonly host: string;
  readonly isAway: boolean;
  /** Nobody brings it back by himself. */
  readonly isLeft: boolean;
  /** Why, as a sentence. */
  readonly reason: string | undefined;
  /** Milliseconds its clock is ahead of ours, once that is measured. */
  readonly clockOffsetMs: number | undefined;
  onChange(listener: () => void): { dispose(): void };
}

/** Where the runs of several sources are found. Sources come and go. */
export interface RunSources {
  /** Whether all that there are at the start are known. */
  readonly searched: boolean;
  get(id: string): RunSource | undefined;
  onChange(listener: () => void): { dispose(): void };
}
