import { setTimeout as sleep } from "node:timers/promises";

import { LiveFeed } from "#core/client/liveFeed.ts";
import { openShared } from "#core/local/openShared.ts";
import type { SocketAddress } from "#core/local/provenConnection.ts";
import { SocketTransport } from "#core/local/socketTransport.ts";
import { RunicornError } from "#core/protocol/errors.ts";

import { Restarts } from "./restarts.ts";
import type { ViewerCommand } from "./viewerCommand.ts";

export interface SharedViewerOptions {
  /** Where the record of the running one lies. */
  readonly configDir: string;
  /** Ours. One of an older version is left to those who have it: it ends after them. */
  readonly version: string;
  readonly env: NodeJS.ProcessEnv;
  /** False while nothing may be started or talked to, as in a workspace nobody trusts. */
  allowed(): boolean;
  /** What starts one; asked at every start. Throws a `RunicornError` where there is no program that can. */
  command(): ViewerCommand;
  readonly log: { info(message: string): void; warn(message: string): void };
  /** Called once each time the search is given up; the sentence is for people. */
  onGivenUp(sentence: string): void;
  /** Milliseconds before the first, second, … start of one whose predecessor has not lived long. */
  readonly delays?: readonly number[];
}

/** At the same time: logins that take their time, and what is asked of many machines, of which each has a few. */
const mostRequests = 64;
/** Failures in a row after which nobody tries again by himself. */
const patience = 3;
const usualDelays = [0, 1000, 4000, 15_000];
/** Milliseconds after which one counts as healthy. */
const healthyAfterMs = 60_000;

/**
 * The one viewer of this person that holds all SSH connections, so that two windows share a login. Found or started when it
 * is first needed; it ends by itself some time after the last window has closed its live connection.
 */
export class SharedViewer {
  readonly transport: SocketTransport;
  readonly #options: SharedViewerOptions;
  readonly #restarts: Restarts;
  readonly #ending = new AbortController();
  #found: Promise<SocketAddress> | undefined;
  #current: SocketAddress | undefined;
  #failures = 0;
  #isKnown = false;
  #feed: LiveFeed | undefined;

  constructor(options: SharedViewerOptions) {
    this.#options = options;
    this.#restarts = new Restarts(options.delays ?? usualDelays, healthyAfterMs);
    this.transport = new SocketTransport(() => this.#address(), {
      most: mostRequests,
      onUnreachable: (address) => this.#lose(address),
    });
  }

  /** Our sign of life. The first call begins the search. */
  get feed(): LiveFeed {
    if (this.#feed === undefined) {
      this.#feed = new LiveFeed(this.transport);
      this.#feed.listen({
        onState: (state) => {
          if (state === "lost") this.#lose(this.#current);
        },
      });
    }
    return this.#feed;
  }

  /** Looks for it again, also after the search was given up. */
  restart(): void {
    this.#failures = 0;
    this.#restarts.forget();
    this.#forget();
    this.#feed?.reconnect();
  }

  dispose(): void {
    this.#ending.abort();
    this.#feed?.dispose();
    this.transport.dispose();
  }

  #address(): Promise<SocketAddress> {
    if (this.#options.allowed()) return (this.#found ??= this.#search());
    const sentence =
      "In Restricted Mode no other machine is connected to: trust the workspace first.";
    return Promise.reject(new RunicornError("service_unavailable", sentence));
  }

  /** The one at this address is not there any more. Who notices late does not interrupt the search for the next one. */
  #lose(address: SocketAddress | undefined): void {
    if (address === undefined || address !== this.#current) return;
    this.#current = undefined;
    this.#forget();
  }

  #forget(): void {
    if (this.#failures < patience) this.#found = undefined;
  }

  async #search(): Promise<SocketAddress> {
    const { configDir, version, env, log } = this.#options;
    try {
      const { socket, token } = await openShared({
        settingsFolder: configDir,
        version,
        env,
        command: () => this.#options.command(),
        beforeStart: () => this.#pause(),
        log: (message) => log.info(`[remote] ${message}`),
        onLine: (line) => log.info(`[remote] ${line}`),
      });
      this.#failures = 0;
      this.#isKnown = true;
      this.#restarts.begun();
      this.#current = { listen: { socket }, token };
      return this.#current;
    } catch (error) {
      this.#failures++;
      this.#forget();
      const sentence = error instanceof Error ? error.message : String(error);
      log.warn(`[remote] ${sentence}`);
      if (this.#failures === patience) this.#options.onGivenUp(sentence);
      throw error;
    }
  }

  /** One that ends soon after each start would keep the machine busy, and its other machines with logins. */
  async #pause(): Promise<void> {
    if (!this.#isKnown) return;
    const delay = this.#restarts.ended();
    if (delay !== undefined) {
      await sleep(delay, undefined, { signal: this.#ending.signal, ref: false });
      return;
    }
    this.#failures = patience - 1;
    throw new RunicornError(
      "service_unavailable",
      `The program that holds the connections to other machines ended ${this.#restarts.deaths} times in a row, soon after its start; its log says why.`,
    );
  }
}
