import { logIn, nobody } from "#core/client/logIn.ts";
import type { RemoteClient } from "#core/client/remoteClient.ts";
import { isFinal } from "#core/protocol/isFinal.ts";

import type { Host } from "./host.ts";
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
    const { open } = memory;
    if (open.length === 0) return;
    await hosts.load();
    await this.#openAll(open);
  }

  /** Tries again where the network was the reason: it may be there again. One that said no would say it again. */
  retry(): void {
    const { stores, memory } = this.#options;
    const lost = stores.all.filter(
      ({ host: { connection }, isWanted }) =>
        isWanted && connection?.status === "disconnected" && connection.reason !== null,
    );
    for (const { choice } of lost) this.#unopened.add(choice.host);
    void this.#openAll(memory.open.filter(({ host }) => this.#unopened.has(host)));
  }

  dispose(): void {
    this.#abort.abort();
    clearInterval(this.#timer);
    for (const listening of this.#listening) listening.dispose();
  }

  /** After the shared viewer was another one, its connections are gone; the windows' wishes are not. */
  #bringBack(): void {
    const gone = this.#options.stores.all.filter(
      ({ host, isWanted }) => isWanted && host.connection === undefined,
    );
    void this.#openAll(gone.map(({ choice }) => choice));
  }

  /** A person has let another window in: so this one is, too. */
  #follow(): void {
    const { hosts, memory } = this.#options;
    for (const name of this.#refused) {
      const host = hosts.get(name);
      if (host?.connection?.status !== "connected" || host.activity !== undefined) continue;
      this.#refused.delete(name);
      void this.#openAll(memory.open.filter((choice) => choice.host === name));
    }
  }

  /** Logs in once to each machine, and opens its stores one after the other. Never rejects, as `#open` does not. */
  async #openAll(choices: readonly Choice[]): Promise<void> {
    const byHost = Map.groupBy(choices, ({ host }) => host);
    await Promise.all(Array.from(byHost, ([name, own]) => this.#open(name, own)));
  }

  /** Never rejects: why it came to nothing stands at the host. */
  async #open(name: string, choices: readonly Choice[]): Promise<void> {
    const { client, hosts, secrets } = this.#options;
    const { signal } = this.#abort;
    const host = hosts.named(name);
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
      const { connection_id } = outcome.connection;
      for (const choice of choices) await this.#show(host, connection_id, choice);
    } catch (error) {
      this.#fail(host, error);
    } finally {
      hosts.setActivity(host, undefined);
    }
  }

  /** What is wrong with one store keeps no other one away. */
  async #show(host: Host, connection: string, { root, environment }: Choice): Promise<void> {
    const { client, hosts, stores } = this.#options;
    const { signal } = this.#abort;
    const askNode = () => Promise.resolve(undefined);
    try {
      const viewer = await startStore({ connection, root }, { client, signal, askNode });
      if (viewer !== undefined) stores.show(host, viewer, environment);
      else hosts.setProblem(host, "It has no Node.js for the viewer any more: connect it.");
    } catch (error) {
      this.#fail(host, error);
    }
  }

  #fail(host: Host, error: unknown): void {
    const { hosts, log } = this.#options;
    if (this.#abort.signal.aborted) return;
    const reason = error instanceof Error ? error.message : String(error);
    log.warn(`[${host.name}] ${reason}`);
    hosts.setProblem(host, reason);
    (isFinal(error) ? this.#refused : this.#unopened).add(host.name);
  }
}
