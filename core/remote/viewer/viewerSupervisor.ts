import { randomBytes } from "node:crypto";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";

import { RunicornError } from "#core/protocol/errors.ts";
import type { RemoteSession } from "#core/remote/session/remoteSession.ts";
import type { SshLink } from "#core/remote/ssh/sshLink.ts";
import { within } from "#core/remote/ssh/within.ts";

import type { Parcel } from "./parcel.ts";
import { isClosed, RemoteViewerProcess, type ViewerTransport } from "./remoteViewerProcess.ts";
import { ViewerLog } from "./viewerLog.ts";

/** Starts again after so many deaths in a row. */
const maxRestarts = 2;
/** Milliseconds after which a viewer was healthy: its death begins a new row. */
const healthyMs = 20_000;
/** Milliseconds whoever wants to connect waits for a viewer that is being started again. */
const patienceMs = 20_000;
/** Milliseconds before the next try. */
const pauseMs = 250;
/** Lines of the log that go with a failure. */
const tellingLines = 50;

export interface SupervisedStatus {
  readonly state: "starting" | "running" | "reconnecting" | "stopped" | "failed";
  /** Why it failed, for people. */
  readonly reason?: string;
  /** What is being done, for people. */
  readonly message?: string;
  readonly transport?: ViewerTransport;
  readonly version?: string;
  /** There. */
  readonly pid?: number;
  /** `Date.now()` of the present process. */
  readonly startedAt?: number;
}

export interface ViewerSupervisorOptions {
  readonly session: Pick<RemoteSession, "id" | "link" | "state" | "onChange">;
  readonly root: string;
  /** The path of one there, or one to bring. */
  readonly node: string | Parcel;
  readonly server: Parcel;
}

/** A viewer on another machine, for as long as somebody wants it: a new process whenever the old one's link or life ends. */
export class ViewerSupervisor {
  readonly root: string;
  /** What every request has to show. It is told to the viewer on its standard input only. */
  readonly token = randomBytes(32).toString("base64url");
  readonly #options: ViewerSupervisorOptions;
  readonly #log = new ViewerLog();
  readonly #listeners = new Set<(status: SupervisedStatus) => void>();
  readonly #stopping = new AbortController();
  #status: SupervisedStatus = { state: "starting" };
  #transport: ViewerTransport = "socket";
  #process = Promise.withResolvers<RemoteViewerProcess>();

  private constructor(options: ViewerSupervisorOptions) {
    this.#options = options;
    this.root = options.root;
    this.#process.promise.catch(() => undefined);
  }

  /** Resolves when it answers. Rejects with a `RunicornError` where it does not come up; nothing is left of it then. */
  static async start(
    options: ViewerSupervisorOptions,
    how: { readonly signal: AbortSignal; readonly onProgress: (message: string) => void },
  ): Promise<ViewerSupervisor> {
    const viewer = new ViewerSupervisor(options);
    const link = await options.session.link();
    try {
      const process = await viewer.#start(link, how.signal, how.onProgress);
      void viewer.#keep(process);
      return viewer;
    } catch (error) {
      viewer.#stopping.abort();
      throw viewer.#withLog(error);
    }
  }

  get status(): SupervisedStatus {
    return this.#status;
  }

  /** Whether it runs, or will again by itself. */
  get isActive(): boolean {
    return !this.#stopping.signal.aborted;
  }

  onChange(listener: (status: SupervisedStatus) => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  /** A new stream to its HTTP server, and nobody else's. Waits a while for one that is being started. */
  async connect(): Promise<Duplex> {
    const late = "The viewer on the other machine is still being started; try again in a moment.";
    const { signal } = this.#stopping;
    const process = await within(
      { limitMs: patienceMs, late, signals: [signal] },
      () => this.#process.promise,
    );
    return process.connect();
  }

  /** The newest lines of its log, of all its processes; newest last. */
  logs(lines: number): string[] {
    return this.#log.last(lines);
  }

  /** Ends its process, and this. */
  async stop(): Promise<void> {
    if (!this.isActive) return;
    const process = this.#process;
    this.#end({ state: "stopped" }, unavailable("The viewer on the other machine was stopped."));
    await process.promise.then(
      (one) => one.stop(),
      () => undefined,
    );
  }

  async #start(
    link: SshLink,
    signal: AbortSignal,
    onProgress: (message: string) => void,
  ): Promise<RemoteViewerProcess> {
    const { root, node, server } = this.#options;
    const process = await RemoteViewerProcess.start({
      link,
      root,
      node,
      server,
      token: this.token,
      log: this.#log,
      transport: this.#transport,
      signal: AbortSignal.any([signal, this.#stopping.signal]),
      onProgress,
    });
    if (!this.isActive) {
      await process.stop();
      this.#stopping.signal.throwIfAborted();
    }
    this.#transport = process.transport;
    const { version, pid } = process.hello;
    this.#log.add(`[runicorn] viewer ${version}, process ${pid}, is up (${process.transport})`);
    this.#process.resolve(process);
    this.#set({
      state: "running",
      transport: process.transport,
      version,
      pid,
      startedAt: Date.now(),
    });
    return process;
  }

  /** Until it is stopped, or has died too often. */
  async #keep(first: RemoteViewerProcess): Promise<void> {
    let process: RemoteViewerProcess | undefined = first;
    let deaths = 0;
    while (process) {
      const begun = performance.now();
      const { reason, byLink } = await process.ended;
      if (!this.isActive) return;
      this.#log.add(`[runicorn] the viewer's process ended: ${reason}`);
      if (performance.now() - begun > healthyMs) deaths = 0;
      if (!byLink) deaths += 1;
      this.#expectProcess(byLink ? "reconnecting" : "starting");
      [process, deaths] = await this.#again(deaths, reason);
    }
  }

  /** The next process, on the session's next link if need be. None where it was stopped or is given up. */
  async #again(deaths: number, reason: string): Promise<[RemoteViewerProcess | undefined, number]> {
    const { session } = this.#options;
    const onProgress = (message: string) => this.#set({ ...this.#status, message });
    while (this.isActive) {
      if (deaths > maxRestarts) {
        this.#giveUp(`The viewer on the other machine ended ${deaths} times in a row: ${reason}.`);
        break;
      }
      let link: SshLink;
      try {
        link = await session.link();
      } catch (error) {
        await this.#untilConnected(error);
        continue;
      }
      try {
        return [await this.#start(link, this.#stopping.signal, onProgress), deaths];
      } catch (error) {
        await sleep(pauseMs);
        if (await isClosed(link)) continue;
        reason = error instanceof Error ? error.message : String(error);
        deaths += 1;
      }
    }
    return [undefined, deaths];
  }

  /** The session has given up; somebody may connect it again. */
  async #untilConnected(error: unknown): Promise<void> {
    const { session } = this.#options;
    const reason = error instanceof Error ? error.message : String(error);
    this.#process.reject(error);
    this.#set({ state: "failed", reason });
    const { signal } = this.#stopping;
    await new Promise<void>((resolve) => {
      const listening = session.onChange(() => check());
      const check = () => {
        if (this.isActive && !isUp(session)) return;
        listening.dispose();
        signal.removeEventListener("abort", check);
        resolve();
      };
      signal.addEventListener("abort", check);
      check();
    });
    if (this.isActive) this.#expectProcess("reconnecting");
  }

  #expectProcess(state: "reconnecting" | "starting"): void {
    this.#process = Promise.withResolvers();
    this.#process.promise.catch(() => undefined);
    this.#set({ state });
  }

  #giveUp(sentence: string): void {
    this.#end({ state: "failed", reason: sentence }, this.#withLog(unavailable(sentence)));
  }

  #end(status: SupervisedStatus, reason: RunicornError): void {
    this.#stopping.abort(reason);
    this.#process.reject(reason);
    this.#set(status);
  }

  /** What it said last goes with why it failed. */
  #withLog(error: unknown): RunicornError {
    const known = RunicornError.is(error) ? error : unavailable(String(error));
    const logs = this.#log.last(tellingLines);
    const details = { ...known.details, logs };
    return new RunicornError(known.code, known.message, { cause: error, details });
  }

  #set(status: SupervisedStatus): void {
    this.#status = status;
    for (const listener of this.#listeners) listener(status);
  }
}

function isUp({ state }: Pick<RemoteSession, "state">): boolean {
  return state.status === "connected" || state.status === "degraded";
}

function unavailable(sentence: string): RunicornError {
  return new RunicornError("service_unavailable", sentence);
}
