import { type Client, createClient } from "#core/client/client.ts";
import { LiveFeed } from "#core/client/liveFeed.ts";
import { SocketTransport } from "#core/local/socketTransport.ts";

import { ArchiveClient } from "../archives/archiveClient.ts";
import type { Source } from "./source.ts";
import type { StoreRoot } from "./storeRoots.ts";
import { ViewerProcess, type ViewerProcessOptions } from "./viewerProcess.ts";

/** A store on this machine, served by a viewer process that lives as long as the window. */
export class LocalSource implements Source {
  readonly id: string;
  readonly label: string;
  readonly root: string;
  readonly remote = undefined;
  readonly client: Client;
  readonly feed: LiveFeed;
  readonly archives: ArchiveClient;
  readonly #viewer: ViewerProcess;
  readonly #transport: SocketTransport;

  constructor(root: StoreRoot, viewer: Omit<ViewerProcessOptions, "label">) {
    this.id = root.id;
    this.label = root.label;
    this.root = root.path;
    this.#viewer = new ViewerProcess({ ...viewer, label: root.label });
    this.#transport = new SocketTransport(() => this.#viewer.address());
    this.client = createClient(this.#transport);
    // With the points themselves: charts append them instead of asking again. They cost nothing on this machine.
    this.feed = new LiveFeed(this.#transport, undefined, true);
    this.archives = new ArchiveClient(this.#transport);
  }

  restart(): void {
    this.#viewer.restart();
  }

  dispose(): void {
    this.feed.dispose();
    this.#transport.dispose();
    this.#viewer.dispose();
  }
}
