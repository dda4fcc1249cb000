import type { Client } from "#core/client/client.ts";
import type { LiveFeed } from "#core/client/liveFeed.ts";

import type { ArchiveClient } from "../archives/archiveClient.ts";

/** Where runs come from. Views know a client and a feed, never where the runs lie or how they are reached. */
export interface Source {
  /** Stable over restarts; without `:`, so that `<source id>:<run id>` names one run among all. */
  readonly id: string;
  /** One line for people. Holds a folder name, so it is untrusted text. */
  readonly label: string;
  /** Absolute path of the store on the machine the extension runs on. */
  readonly root: string;
  readonly client: Client;
  readonly feed: LiveFeed;
  readonly archives: ArchiveClient;
  /** Ends the connection and begins a new one, also after it was given up. */
  restart(): void;
  dispose(): void;
}
