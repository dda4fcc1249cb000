import { LiveFeed } from "#core/client/liveFeed.ts";
import { RunicornError } from "#core/protocol/errors.ts";
import type { SharedServer } from "#core/protocol/sharedServer.ts";

import { readSharedRecord } from "./sharedRecord.ts";
import { type SocketAddress, SocketTransport } from "./socketTransport.ts";
import { startShared } from "./startShared.ts";
import type { ViewerCommand } from "./viewerCommand.ts";

export interface SharedViewerOptions {
  /** Where the record of the running one lies. */
  readonly configDir: string;
  /** Ours. One of an older version is left to those who have it: it ends after them. */
  readonly version: string;
  /** False while nothing may be started or talked to, as in a workspace nobody trusts. */
  allowed(): boolean;
  /** What starts one; asked at every start. Throws a `RunicornError` where there is no program that can. */
  command(): ViewerCommand;
  readonly log: { info(message: string): void; warn(message: string): void };
  /** Called once each time the search is given up; the sentence is for people. */
  onGivenUp(sentence: string): void;
}

/** Failures in a row after which nobody tries again by himself. */
const patience = 3;
const answerLimitMs = 5000;

/**
 * The one viewer of this person that holds all SSH connections, so that two windows share a login. Found or started when it
 * is first needed; it ends by itself some time after the last window has closed its live connection.
 */
export class SharedViewer {
  readonly transport: SocketTransport;
  readonly #options: SharedViewerOptions;
  #found: Promise<SocketAddress> | undefined;
  #failures = 0;
  #feed: LiveFeed | undefined;

  constructor(options: SharedViewerOptions) {
    this.#options = options;
    this.transport = new SocketTransport(() => this.#address());
  }

  /** Our sign of life. The first call begins the search. */
  get feed(): LiveFeed {
    if (this.#feed === undefined) {
      this.#feed = new LiveFeed(this.transport);
      this.#feed.listen({
        onState: (state) => {
          if (state === "lost") this.#forget();
        },
      });
    }
    return this.#feed;
  }

  /** Looks for it again, also after the search was given up. */
  restart(): void {
    this.#failures = 0;
    this.#forget();
    this.#feed?.reconnect();
  }

  dispose(): void {
    this.#feed?.dispose();
    this.transport.dispose();
  }

  #address(): Promise<SocketAddress> {
    if (this.#options.allowed()) return (this.#found ??= this.#search());
    const sentence =
      "In Restricted Mode no other machine is connected to: trust the workspace first.";
    return Promise.reject(new RunicornError("service_unavailable", sentence));
  }

  #forget(): void {
    if (this.#failures < patience) this.#found = undefined;
  }

  async #search(): Promise<SocketAddress> {
    try {
      const { socket, token } = await this.#findOrStart();
      this.#failures = 0;
      return { listen: { socket }, token };
    } catch (error) {
      this.#failures++;
      this.#forget();
      const sentence = error instanceof Error ? error.message : String(error);
      this.#options.log.warn(`[remote] ${sentence}`);
      if (this.#failures === patience) this.#options.onGivenUp(sentence);
      throw error;
    }
  }

  async #findOrStart(): Promise<SharedServer> {
    const { configDir, version, log } = this.#options;
    const running = await readSharedRecord(configDir);
    const isRecent = running !== undefined && !isOlder(running.version, version);
    if (isRecent && (await answers(running))) {
      log.info(`[remote] attached to the shared viewer ${running.version}, process ${running.pid}`);
      return running;
    }
    const started =
      (await startShared(this.#options.command(), log)) ?? (await readSharedRecord(configDir));
    if (started !== undefined && (await answers(started))) return started;
    throw new RunicornError(
      "service_unavailable",
      "The program that holds the connections to other machines did not start; its log says why.",
    );
  }
}

/** Whether the one that wrote the record is there, and takes its token. */
async function answers({ socket, token }: SharedServer): Promise<boolean> {
  const transport = new SocketTransport(() => Promise.resolve({ listen: { socket }, token }));
  try {
    const signal = AbortSignal.timeout(answerLimitMs);
    const request = { method: "GET", path: "/api/v2/store", accept: "application/json" };
    const answer = await transport.stream({ ...request, headers: {}, body: "", signal });
    answer.resume();
    return answer.statusCode === 200;
  } catch {
    return false;
  } finally {
    transport.dispose();
  }
}

/** Whether a version comes before another one; both are `1.2.3`, with or without more behind. */
function isOlder(version: string, other: string): boolean {
  const collator = new Intl.Collator("en", { numeric: true });
  return collator.compare(version, other) < 0;
}
