import { logIn, nobody } from "#core/client/logIn.ts";
import type { RemoteClient } from "#core/client/remoteClient.ts";
import { isFinal } from "#core/protocol/isFinal.ts";

import { loginTo } from "./hostAddress.ts";
import type { Choice, HostMemory } from "./hostMemory.ts";
import type { HostSecrets } from "./hostSecrets.ts";
import type { RemoteHosts } from "./remoteHosts.ts";
import type { RemoteStores } from "./remoteStores.ts";
import { startStore } from "./startStore.ts";

export interface ReconnectorOptions {
  readonly client: RemoteClient;
  readonly hosts: RemoteHosts;
  readonly stores: RemoteStores;
  readonly memory: HostMemory;
  readonly secrets: HostSecrets;
  readonly log: { info(message: string): void; warn(message: string): void };
  /** Milliseconds between two attempts after the shared viewer has given up. */
  readonly intervalMs?: number;
}

const usualIntervalMs = 30_000;

/** Brings stores on other machines back without asking anybody anything: after a reload, a lost viewer, a long outage. */
export class Reconnector {
  readonly #options: ReconnectorOptions;
  readonly #abort = new AbortController();
  readonly #listening: readonly { dispose(): void }[];
  readonly #timer: NodeJS.Timeout;
  /** Names of machines that could not be reached. */
  readonly #unopened = new Set<string>();
  /** Names of machines that let nobody in without a person. */
  readonly #refused = new Set<string>();

  constructor(options: ReconnectorOptions) {
    this.#options = options;
    const { hosts, intervalMs = usualIntervalMs } = options;
    this.#listening = [
      hosts.onKnown(() => this.#bringBack()),
      hosts.onChange(() => this.#follow()),
    ];
    this.#timer = setInterval(() => this.retry(), intervalMs);
  }

  /** Opens what the window had open when it was last there. */
  async restore(): Promise<void> {
    const { memory, hosts } = this.#options;
    const open = memory.open;
    if (open.length === 0) return;
    await hosts.load();
    await Promise.all(open.map((choice) => this.#open(choice)));
  }

  /** Tries again where the network was the reason: it may be there again. One that said no would say it again. */
  retry(): void {
    const { stores, memory } = this.#options;
    const lost = stores.all.filter(
      ({ host: { connection }, isWanted }) =>
        isWanted && connection?.status === "disconnected" && connection.reason !== null,
    );
    for (const { choice } of lost) this.#unopened.add(choice.host);
    for (const choice of memory.open) {
      if (this.#unopened.has(choice.host)) void this.#open(choice);
    }
  }

  dispose(): void {
    this.#abort.abort();
    clearInterval(this.#timer);
    for (const listening of this.#listening) listening.dispose();
  }

  /** After the shared viewer was another one, its connections are gone; the windows' wishes are not. */
  #bringBack(): void {
    const { stores } = this.#options;
    for (const { choice, host, isWanted } of stores.all) {
      if (isWanted && host.connection === undefined) void this.#open(choice);
    }
  }

  /** A person has let another window in: so this one is, too. */
  #follow(): void {
    const { hosts, memory } = this.#options;
    for (const name of this.#refused) {
      const host = hosts.get(name);
      if (host?.connection?.status !== "connected" || host.activity !== undefined) continue;
      this.#refused.delete(name);
      for (const choice of memory.open) if (choice.host === name) void this.#open(choice);
    }
  }

  /** Never rejects: why it came to nothing stands at the host. */
  async #open(choice: Choice): Promise<void> {
    const { client, hosts, stores, secrets, log } = this.#options;
    const { signal } = this.#abort;
    const host = hosts.named(choice.host);
    if (host.activity !== undefined) return;
    hosts.setActivity(host, "connecting");
    this.#unopened.delete(host.name);
    this.#refused.delete(host.name);
    try {
      const stored = secrets.of(host.name);
      const login = { client, questions: nobody, stored, signal };
      const outcome = await logIn(loginTo(host.name), login);
      if (outcome.kind !== "connected") {
        this.#refused.add(host.name);
        hosts.setProblem(
          host,
          "It wants an answer from you before it lets anybody in: connect it.",
        );
        return;
      }
      hosts.take(outcome.connection, host);
      const { root, environment } = choice;
      const connection = outcome.connection.connection_id;
      const viewer = await startStore(
        { connection, root },
        { client, signal, askNode: () => Promise.resolve(undefined) },
      );
      if (viewer !== undefined) stores.show(host, viewer, environment);
      else hosts.setProblem(host, "It has no Node.js for the viewer any more: connect it.");
    } catch (error) {
      if (signal.aborted) return;
      const reason = error instanceof Error ? error.message : String(error);
      log.warn(`[${host.name}] ${reason}`);
      hosts.setProblem(host, reason);
      (isFinal(error) ? this.#refused : this.#unopened).add(host.name);
    } finally {
      hosts.setActivity(host, undefined);
    }
  }
}
