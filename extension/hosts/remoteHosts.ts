import { EventEmitter } from "node:events";

import type { RemoteClient } from "#core/client/remoteClient.ts";
import type { RemoteConnection } from "#core/protocol/remote.ts";

import type { SharedViewer } from "../sources/sharedViewer.ts";
import type { Host } from "./host.ts";
import { formatHostAddress } from "./hostAddress.ts";

type Listed = Awaited<ReturnType<RemoteClient["listHosts"]>>["hosts"][number];

/** The machines this person knows: those of the ssh configuration, saved ones, and those that are connected. */
export class RemoteHosts {
  readonly #server: SharedViewer;
  readonly #client: RemoteClient;
  readonly #hosts = new Map<string, Host>();
  readonly #emitter = new EventEmitter<{ change: []; connected: [] }>();
  #listening: { dispose(): void } | undefined;
  #first: Promise<void> | undefined;
  #problem: string | undefined;
  /** What was told of connections while a list of them is under way: it is newer. */
  #news: Map<string, RemoteConnection> | undefined;

  constructor(server: SharedViewer, client: RemoteClient) {
    this.#server = server;
    this.#client = client;
  }

  get all(): readonly Host[] {
    return [...this.#hosts.values()];
  }

  /** Why some machines may be missing: a sentence for people. */
  get problem(): string | undefined {
    return this.#problem;
  }

  get(name: string): Host | undefined {
    return this.#hosts.get(name);
  }

  /** The machine with this connection. */
  of(connectionId: string): Host | undefined {
    return this.all.find(({ connection }) => connection?.connection_id === connectionId);
  }

  /** One of this name, also where nobody has heard of it yet. */
  named(name: string): Host {
    return this.#hosts.get(name) ?? this.#add(name);
  }

  onChange(listener: () => void): { dispose(): void } {
    this.#emitter.on("change", listener);
    return { dispose: () => void this.#emitter.off("change", listener) };
  }

  /** Called when the connections are known: for the first time, and after the shared viewer was another one. */
  onKnown(listener: () => void): { dispose(): void } {
    this.#emitter.on("connected", listener);
    return { dispose: () => void this.#emitter.off("connected", listener) };
  }

  /** Begins to follow the shared viewer, starting it where it is not there. Resolves when the hosts are known. */
  async load(): Promise<void> {
    this.#listening ??= this.#server.feed.listen({
      onConnection: (connection) => this.take(connection),
      onReset: () => void this.refresh().catch(() => undefined),
    });
    await (this.#first ??= this.refresh());
  }

  /** Asks for everything again. */
  async refresh(): Promise<void> {
    const news = new Map<string, RemoteConnection>();
    this.#news = news;
    try {
      const [{ hosts, problem }, { connections }] = await Promise.all([
        this.#client.listHosts(),
        this.#client.listConnections(),
      ]);
      // Asked for once more meanwhile: that answer is newer.
      if (this.#news !== news) return;
      this.#problem = problem;
      for (const host of this.all) {
        host.isListed = false;
        host.savedId = undefined;
        host.connection = undefined;
      }
      for (const listed of hosts) this.#list(listed);
      for (const connection of connections) {
        if (!news.has(connection.connection_id)) this.#attach(connection);
      }
      for (const connection of news.values()) this.#attach(connection);
      this.#emitter.emit("connected");
    } catch (error) {
      this.#first = undefined;
      throw error;
    } finally {
      if (this.#news === news) this.#news = undefined;
      this.changed();
    }
  }

  /** What the shared viewer says of a connection; `host` where it is known whose it is. */
  take(connection: RemoteConnection, host?: Host): void {
    this.#news?.set(connection.connection_id, connection);
    const other = this.of(connection.connection_id);
    if (host !== undefined && other !== undefined && other !== host) {
      other.connection = undefined;
      if (!other.isListed) this.#hosts.delete(other.name);
    }
    this.#attach(connection, host);
    this.changed();
  }

  /** Says what this window does with a host; undefined: nothing any more. */
  setActivity(host: Host, activity: string | undefined): void {
    host.activity = activity;
    if (activity !== undefined) host.problem = undefined;
    this.changed();
  }

  setProblem(host: Host, problem: string | undefined): void {
    host.problem = problem;
    this.changed();
  }

  remove(host: Host): void {
    this.#hosts.delete(host.name);
    this.changed();
  }

  changed(): void {
    this.#emitter.emit("change");
  }

  dispose(): void {
    this.#listening?.dispose();
    this.#emitter.removeAllListeners();
  }

  #list({ name, host, port, username, id }: Listed): void {
    const known = this.named(name);
    known.address = formatHostAddress({
      host: host ?? name,
      port: port ?? undefined,
      username: username ?? undefined,
    });
    known.isListed = true;
    known.savedId = id;
  }

  #attach(connection: RemoteConnection, owner?: Host): void {
    const { connection_id: id, label, host, port, username, status } = connection;
    const address = formatHostAddress({ host, port, username });
    const known =
      owner ??
      this.of(id) ??
      this.all.find((other) => other.name === address || other.address === address) ??
      this.#hosts.get(label);
    // The end of a connection may be told after its machine was taken out of the view.
    if (known === undefined && status === "disconnected") return;
    const found = known ?? this.named(address);
    found.connection = connection;
    found.address = address;
    if (status === "connected") found.problem = undefined;
  }

  #add(name: string): Host {
    const host: Host = {
      kind: "host",
      name,
      address: name,
      isListed: false,
      savedId: undefined,
      connection: undefined,
      activity: undefined,
      problem: undefined,
    };
    this.#hosts.set(name, host);
    return host;
  }
}
