import type { RemoteClient } from "#core/client/remoteClient.ts";
import type { RemoteViewerState } from "#core/protocol/remote.ts";

import type { Host } from "./host.ts";
import type { RemoteHosts } from "./remoteHosts.ts";
import type { RemoteStores } from "./remoteStores.ts";

export interface Crash {
  readonly host: Host;
  readonly viewer: RemoteViewerState;
  /** The last lines of its log, where that can still be had. */
  readonly lines: readonly string[];
}

export interface CrashWatchOptions {
  readonly client: Pick<RemoteClient, "viewerLogs">;
  readonly hosts: Pick<RemoteHosts, "onChange">;
  readonly stores: Pick<RemoteStores, "all">;
  onCrash(crash: Crash): void;
}

/** Lines of the log that are told at once. */
const lastLines = 3;

/** Notices when the viewer of a store that this window shows has run, and runs no more though nobody has ended it. */
export class CrashWatch {
  readonly #options: CrashWatchOptions;
  readonly #listening: { dispose(): void };
  /** Session ids of those that were seen running. */
  readonly #running = new Set<string>();
  #isDisposed = false;

  constructor(options: CrashWatchOptions) {
    this.#options = options;
    this.#listening = options.hosts.onChange(() => this.#look());
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#listening.dispose();
  }

  #look(): void {
    for (const { host, source, isWanted } of this.#options.stores.all) {
      const viewer = host.connection?.viewers.find((one) => one.remote_root === source.root);
      if (viewer === undefined) continue;
      const { session_id: id, status } = viewer;
      if (status === "running") this.#running.add(id);
      if (status === "stopped") this.#running.delete(id);
      if (status === "failed" && this.#running.delete(id) && isWanted)
        void this.#tell(host, viewer);
    }
  }

  async #tell(host: Host, viewer: RemoteViewerState): Promise<void> {
    const { client } = this.#options;
    const query = { connection_id: viewer.session_id, lines: lastLines };
    const { logs } = await client.viewerLogs({ query }).catch(() => ({ logs: [] }));
    if (!this.#isDisposed) this.#options.onCrash({ host, viewer, lines: logs });
  }
}
