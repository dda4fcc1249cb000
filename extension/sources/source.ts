import type { Client } from "#core/client/client.ts";
import type { LiveFeed } from "#core/client/liveFeed.ts";

import type { ArchiveClient } from "../archives/archiveClient.ts";

/** Where runs come from. Views know a client and a feed, never where the runs lie or how they are reached. */
export interface Source {
  /** Stable over restarts; without `:`, so that `<source id>:<run id>` names one run among all. */
  readonly id: string;
  /** One line for people. Holds a folder name, so it is untrusted text. */
  readonly label: string;
  /** Absolute path of the store on the machine it lies on. */
  readonly root: string;
  /** Undefined for a store of the machine the extension runs on. */
  readonly remote: RemotePlace | undefined;
  readonly client: Client;
  readonly feed: LiveFeed;
  readonly archives: ArchiveClient;
  /** Ends the connection and begins a new one, also after it was given up. */
  restart(): void;
  dispose(): void;
}

/** The other machine a store lies on. */
export interface RemotePlace {
  /** `user@host`, with the port where it is not 22. Untrusted text. */
  readonly host: string;
  /** Nothing can be asked now; what was last known stays. */
  readonly isAway: boolean;
  /** It is away, and nobody brings it back by himself: it was disconnected on purpose, or it lets nobody in. */
  readonly isLeft: boolean;
  /** Why it is away: a sentence for people. */
  readonly reason: string | undefined;
  /** Milliseconds that machine's clock is ahead of ours, once that is measured. */
  readonly clockOffsetMs: number | undefined;
  /** Calls back when one of these has changed. */
  onChange(listener: () => void): { dispose(): void };
}
