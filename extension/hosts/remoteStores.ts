import type { RemoteConnection, RemoteViewerState } from "#core/protocol/remote.ts";

import type { SharedViewer } from "../sources/sharedViewer.ts";
import type { Sources } from "../sources/sources.ts";
import { type SshLinkState, SshSource, sshSourceId } from "../sources/sshSource.ts";
import type { Host } from "./host.ts";
import type { Choice, HostMemory } from "./hostMemory.ts";
import type { RemoteHosts } from "./remoteHosts.ts";

/** A store on another machine that this window shows. */
export interface RemoteStore {
  readonly host: Host;
  readonly choice: Choice;
  readonly source: SshSource;
  /** False after the person has disconnected: then nobody connects it by himself. */
  isWanted: boolean;
}

export interface RemoteStoresOptions {
  readonly server: SharedViewer;
  readonly hosts: RemoteHosts;
  readonly sources: Sources;
  readonly memory: HostMemory;
  /** Connects a host again and asks the person where that is needed. */
  reconnect(host: Host): void;
}

/** The stores on other machines that this window shows. They stay, grey, while their machine is away. */
export class RemoteStores {
  readonly #options: RemoteStoresOptions;
  readonly #stores = new Map<string, { store: RemoteStore; entry: { dispose(): void } }>();
  readonly #listening: { dispose(): void };

  constructor(options: RemoteStoresOptions) {
    this.#options = options;
    this.#listening = options.hosts.onChange(() => this.#follow());
  }

  get all(): readonly RemoteStore[] {
    return [...this.#stores.values()].map(({ store }) => store);
  }

  of(host: Host): readonly RemoteStore[] {
    return this.all.filter((store) => store.host === host);
  }

  /** Shows a store whose viewer runs. */
  show(host: Host, viewer: RemoteViewerState, environment: string | undefined): RemoteStore {
    const { connection } = host;
    if (connection === undefined) throw new Error("A viewer runs on a machine that is connected.");
    const { server, sources } = this.#options;
    const address = addressOf(connection);
    const known = this.#stores.get(sshSourceId(address, viewer.remote_root))?.store;
    const choice: Choice = {
      host: host.name,
      root: viewer.remote_root,
      ...(environment !== undefined && { environment }),
    };
    if (known !== undefined) {
      known.isWanted = true;
      this.#follow();
      void this.#keep();
      return known;
    }
    const source = new SshSource(
      {
        address,
        root: viewer.remote_root,
        transport: server.transport,
        reconnect: () => this.#options.reconnect(host),
      },
      linkOf(connection, viewer, true),
    );
    const store: RemoteStore = { host, choice, source, isWanted: true };
    this.#stores.set(source.id, { store, entry: sources.add(source) });
    void this.#keep();
    this.#options.hosts.changed();
    return store;
  }

  /** The person has disconnected, or ended the viewer of a folder: what is known stays, but nobody brings it back by himself. */
  release(host: Host, root?: string): void {
    for (const store of this.of(host)) {
      if (root === undefined || store.choice.root === root) store.isWanted = false;
    }
    this.#follow();
    void this.#keep(
      (choice) => choice.host === host.name && (root === undefined || choice.root === root),
    );
  }

  /** Takes a machine's stores out of the window. */
  remove(host: Host): void {
    for (const { source } of this.of(host)) {
      this.#stores.get(source.id)?.entry.dispose();
      this.#stores.delete(source.id);
    }
    void this.#keep((choice) => choice.host === host.name);
  }

  dispose(): void {
    this.#listening.dispose();
  }

  #follow(): void {
    for (const { host, source, isWanted } of this.all) {
      const { connection } = host;
      const viewer = connection?.viewers.find(({ remote_root }) => remote_root === source.root);
      source.update(linkOf(connection, viewer, isWanted));
    }
  }

  /** What is to be opened the next time: what is wanted now, and what could not be opened this time and was not left. */
  async #keep(isLeft: (choice: Choice) => boolean = () => false): Promise<void> {
    const { memory } = this.#options;
    const shown = this.all.map(({ choice }) => choice);
    const unopened = memory.open.filter(
      (choice) =>
        !isLeft(choice) &&
        !shown.some(({ host, root }) => host === choice.host && root === choice.root),
    );
    const wanted = this.all.filter(({ isWanted }) => isWanted).map(({ choice }) => choice);
    await memory.setOpen([...wanted, ...unopened]);
  }
}

function addressOf({ username, host, port }: RemoteConnection): string {
  return `${username}@${host.includes(":") ? `[${host}]` : host}:${port}`;
}

function linkOf(
  connection: RemoteConnection | undefined,
  viewer: RemoteViewerState | undefined,
  isWanted: boolean,
): SshLinkState {
  const isConnected = connection?.status === "connected" || connection?.status === "degraded";
  const reason = isConnected ? viewer?.reason : connection?.reason;
  return {
    base: viewer?.base,
    isReachable: isConnected && viewer?.status === "running",
    isLeft: !isWanted || connection?.status === "failed" || viewer?.status === "failed",
    reason: reason ?? undefined,
    clockOffsetMs: connection?.clock?.offset_ms,
  };
}
