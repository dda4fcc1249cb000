import type { FeedListener, LiveFeed } from "#core/client/liveFeed.ts";
import type { RemoteClient } from "#core/client/remoteClient.ts";
import { SocketTransport } from "#core/local/socketTransport.ts";
import { RunicornError } from "#core/protocol/errors.ts";
import type { RemoteConnection, RemoteViewerState } from "#core/protocol/remote.ts";
import type { Host } from "#extension/hosts/host.ts";
import { HostMemory } from "#extension/hosts/hostMemory.ts";
import type { HostSecrets } from "#extension/hosts/hostSecrets.ts";
import { Reconnector } from "#extension/hosts/reconnector.ts";
import { RemoteHosts } from "#extension/hosts/remoteHosts.ts";
import { type RemoteStore, RemoteStores } from "#extension/hosts/remoteStores.ts";
import type { SharedViewer } from "#extension/sources/sharedViewer.ts";
import type { Source } from "#extension/sources/source.ts";
import type { Sources } from "#extension/sources/sources.ts";

import { Mementos } from "./mementos.ts";

export const viewer = (id: string, root = "/runs"): RemoteViewerState => ({
  session_id: `viewer of ${root}`,
  connection_id: id,
  status: "running",
  reason: null,
  progress: null,
  remote_root: root,
  environment: "torch",
  version: "1.0.0",
  base: `/api/remote/connections/${encodeURIComponent(id)}/viewer`,
  url: null,
  local_port: null,
  remote_port: null,
  pid: 7,
  started_at: 1,
  uptime_seconds: 1,
});

function connected(name: string, changes: Partial<RemoteConnection> = {}): RemoteConnection {
  const id = `ada@${name}:22`;
  return {
    connection_id: id,
    host: name,
    port: 22,
    username: "ada",
    label: name,
    status: "connected",
    connected: true,
    reason: null,
    latency_ms: 3,
    clock: null,
    server_info: null,
    environment: "torch",
    viewer: null,
    viewers: [viewer(id)],
    created_at: "2026-01-01T00:00:00Z",
    ...changes,
  };
}

/** A window that knows one machine, gpu1; the shared viewer answers by hand. */
export class HostsWindow {
  /** Those of the shared viewer. */
  readonly connections = new Map<string, RemoteConnection>();
  /** Why nobody is let in. */
  failure: RunicornError | undefined;
  /** Stores whose viewer does not come up. */
  readonly broken = new Set<string>();
  /** What is wrong with the ssh configuration. */
  problem: string | undefined;
  /** Lists of connections are answered after this. */
  slow: Promise<void> | undefined;
  /** Machines that were connected to. */
  connects: string[] = [];
  shown: Source[] = [];
  hosts: RemoteHosts;
  stores: RemoteStores;
  reconnector: Reconnector;
  #listener: FeedListener = {};
  readonly #mementos = new Mementos();
  readonly #transport = new SocketTransport(() => Promise.reject(new Error("none")));

  constructor() {
    ({ hosts: this.hosts, stores: this.stores, reconnector: this.reconnector } = this.#begin());
  }

  get host(): Host {
    return this.hosts.named("gpu1");
  }

  /** What the shared viewer says of the machine. */
  tell(changes: Partial<RemoteConnection>): void {
    this.#listener.onConnection?.(connected("gpu1", changes));
  }

  /** The shared viewer is another one now. */
  reset(): void {
    this.#listener.onReset?.();
  }

  async open(root?: string): Promise<RemoteStore> {
    await this.hosts.load();
    const connection = connected("gpu1");
    this.connections.set(connection.connection_id, connection);
    this.hosts.take(connection, this.host);
    return this.stores.show(this.host, viewer(connection.connection_id, root), "torch");
  }

  /** The window is closed and opened again. */
  reload(): void {
    this.dispose();
    this.shown = [];
    this.connects = [];
    ({ hosts: this.hosts, stores: this.stores, reconnector: this.reconnector } = this.#begin());
  }

  dispose(): void {
    this.reconnector.dispose();
    for (const source of this.shown) source.dispose();
    this.stores.dispose();
    this.hosts.dispose();
    this.#transport.dispose();
  }

  #begin(): Pick<HostsWindow, "hosts" | "stores" | "reconnector"> {
    const feed = {
      listen: (one: FeedListener) => {
        this.#listener = one;
        return { dispose() {} };
      },
    } as unknown as LiveFeed;
    const server = { feed, transport: this.#transport } as unknown as SharedViewer;
    const client = this.#client() as unknown as RemoteClient;
    const sources = {
      add: (source: Source) => {
        this.shown.push(source);
        return { dispose: () => source.dispose() };
      },
    } as unknown as Sources;
    const memory = new HostMemory(this.#mementos.everywhere, this.#mementos.here);
    const hosts = new RemoteHosts(server, client);
    const stores = new RemoteStores({ server, hosts, sources, memory, reconnect() {} });
    const secrets = { of: () => undefined } as unknown as HostSecrets;
    const log = { info() {}, warn() {} };
    const reconnector = new Reconnector({ client, hosts, stores, memory, secrets, log });
    return { hosts, stores, reconnector };
  }

  #client() {
    const gpu1 = { name: "gpu1", host: "gpu1", port: 22, username: "ada", source: "config" };
    return {
      listHosts: () =>
        Promise.resolve({
          hosts: [gpu1],
          ...(this.problem !== undefined && { problem: this.problem }),
        }),
      listConnections: async () => {
        const now = [...this.connections.values()];
        await this.slow;
        return { connections: now };
      },
      connect: ({ body }: { body: { host?: string } }) => {
        const name = body.host;
        if (name === undefined) return Promise.reject(new Error("given up"));
        this.connects.push(name);
        if (this.failure !== undefined) return Promise.reject(this.failure);
        const connection = connected(name);
        this.connections.set(connection.connection_id, connection);
        return Promise.resolve(connection);
      },
      startViewer: ({ body }: { body: { connection_id: string; remote_root: string } }) =>
        this.broken.has(body.remote_root)
          ? Promise.reject(new RunicornError("service_unavailable", "It cannot be read."))
          : Promise.resolve({ viewer: viewer(body.connection_id, body.remote_root) }),
    };
  }
}
