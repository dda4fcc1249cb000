import { createHash } from "node:crypto";
import { EventEmitter } from "node:events";

import { type Client, createClient } from "#core/client/client.ts";
import { LiveFeed } from "#core/client/liveFeed.ts";
import type { SocketTransport } from "#core/local/socketTransport.ts";
import { RunicornError } from "#core/protocol/errors.ts";

import { ArchiveClient } from "../archives/archiveClient.ts";
import { PrefixTransport } from "./prefixTransport.ts";
import type { RemotePlace, Source } from "./source.ts";

export interface SshSourceOptions {
  /** `user@host:port`, the port always. */
  readonly address: string;
  /** Absolute path on that machine. */
  readonly root: string;
  /** Of the shared viewer. */
  readonly transport: SocketTransport;
  /** Connects again, and asks the person where that is needed. */
  readonly reconnect: () => void;
}

/** How the machine is reached at present. */
export interface SshLinkState {
  /** Path below which the shared viewer passes requests on to the one of this store; undefined while there is none. */
  readonly base: string | undefined;
  readonly isReachable: boolean;
  /** Nobody tries to reach it. */
  readonly isLeft: boolean;
  readonly reason: string | undefined;
  readonly clockOffsetMs: number | undefined;
}

/** A store on another machine. Its viewer runs there; the shared viewer on this machine passes requests on to it. */
export class SshSource implements Source {
  readonly id: string;
  readonly label: string;
  readonly root: string;
  readonly remote: RemotePlace;
  readonly client: Client;
  readonly feed: LiveFeed;
  readonly archives: ArchiveClient;
  readonly #reconnect: () => void;
  readonly #emitter = new EventEmitter<{ change: [] }>();
  #link: SshLinkState;
  #isLive = false;

  constructor({ address, root, transport, reconnect }: SshSourceOptions, link: SshLinkState) {
    this.id = sshSourceId(address, root);
    const host = address.replace(/:22$/, "");
    this.label = `${host}: ${root}`;
    this.root = root;
    this.#reconnect = reconnect;
    this.#link = link;
    this.#emitter.setMaxListeners(0); // Every line and dashboard of it may listen.
    this.remote = this.#place(host);
    const prefixed = new PrefixTransport(transport, () => this.#prefix());
    this.client = createClient(prefixed);
    this.archives = new ArchiveClient(prefixed);
    this.feed = new LiveFeed(prefixed);
    this.feed.listen({
      onState: (state) => {
        this.#isLive = state === "live";
        this.#emitter.emit("change");
      },
    });
  }

  /** What the shared viewer tells of the way to the machine. */
  update(link: SshLinkState): void {
    const before = this.#link;
    this.#link = link;
    // What was connected over the old way never hears that it is gone.
    if (link.isReachable !== before.isReachable || link.base !== before.base) this.feed.reconnect();
    this.#emitter.emit("change");
  }

  restart(): void {
    this.#reconnect();
  }

  dispose(): void {
    this.feed.dispose();
    this.#emitter.removeAllListeners();
  }

  #place(host: string): RemotePlace {
    const link = () => this.#link;
    const isAway = () => !this.#link.isReachable || !this.#isLive;
    return {
      host,
      get isAway() {
        return isAway();
      },
      get isLeft() {
        return isAway() && link().isLeft;
      },
      get reason() {
        return isAway() ? (link().reason ?? "It does not answer at the moment.") : undefined;
      },
      get clockOffsetMs() {
        return link().clockOffsetMs;
      },
      onChange: (listener) => {
        this.#emitter.on("change", listener);
        return { dispose: () => void this.#emitter.off("change", listener) };
      },
    };
  }

  #prefix(): string {
    const { base, isReachable, reason } = this.#link;
    if (base !== undefined && isReachable) return base;
    throw new RunicornError(
      "service_unavailable",
      reason ?? `${this.remote.host} is not connected: connect it in the Remote Hosts view.`,
    );
  }
}

/** Of the store of a machine, the same in every window and at any time. */
export function sshSourceId(address: string, root: string): string {
  const place = JSON.stringify([address, root]);
  return `ssh-${createHash("sha256").update(place).digest("hex").slice(0, 16)}`;
}
