import { createHash } from "node:crypto";

import * as z from "zod";

import { RunicornError } from "#core/protocol/errors.ts";
import type { RemoteViewerState, ViewerStatus } from "#core/protocol/remote.ts";

import type { TimeAsked } from "./clockOffset.ts";
import { CommonWait } from "./commonWait.ts";
import type { LocalPort, OpenLocalPort } from "./localPort.ts";
import { operationLimitMs } from "./ssh/sshLink.ts";
import { ViewerProxy } from "./tunnel/viewerProxy.ts";
import type { ViewerSupervisor } from "./viewer/viewerSupervisor.ts";

export interface StartHow {
  /** Gives it up. */
  readonly signal: AbortSignal;
  /** What is being done, for people. */
  readonly onProgress: (message: string) => void;
}

/** Starts the viewer, or gives the one that runs. */
export type StartViewer = (how: StartHow) => Promise<ViewerSupervisor>;

export interface HostViewerOptions {
  readonly connectionId: string;
  readonly root: string;
  readonly openPort: OpenLocalPort;
  /** Called whenever what is told of it may have changed. */
  readonly onChange: () => void;
}

interface Starting {
  readonly done: Promise<void>;
  readonly common: CommonWait;
  readonly ending: AbortController;
}

const Health = z.object({ status: z.literal("ok"), time: z.number() });

/** A viewer on another machine for one root, whatever process it is just now, and the way to it. */
export class HostViewer {
  readonly id: string;
  readonly root: string;
  readonly proxy: ViewerProxy;
  /** The environment it was asked for with. */
  environment: string | undefined;
  /** Why it does not answer though it runs; undefined while it does. */
  silence: string | undefined;
  readonly #options: HostViewerOptions;
  #viewer: ViewerSupervisor | undefined;
  #listening: { dispose(): void } | undefined;
  #starting: Starting | undefined;
  #progress: string | undefined;
  #failure: string | undefined;
  #port: LocalPort | undefined;
  #openingPort: Promise<LocalPort> | undefined;

  constructor(options: HostViewerOptions) {
    const { connectionId, root } = options;
    this.#options = options;
    this.root = root;
    this.id = createHash("sha256").update(`${connectionId}\n${root}`).digest("hex").slice(0, 8);
    const current = () => this.#running();
    this.proxy = new ViewerProxy({
      get token() {
        return current().token;
      },
      connect: async () => current().connect(),
    });
  }

  get status(): ViewerStatus {
    if (this.#starting) return "starting";
    if (this.#viewer) return this.#viewer.status.state;
    return this.#failure === undefined ? "stopped" : "failed";
  }

  /** Whether it runs, or will again without anybody's doing. */
  get isActive(): boolean {
    return this.status !== "stopped" && this.status !== "failed";
  }

  get port(): LocalPort | undefined {
    return this.#port;
  }

  /** One at a time: a call while it starts waits for the same. It is given up when nobody's signal leaves anybody waiting. */
  start(start: StartViewer, signal?: AbortSignal): Promise<void> {
    if (!this.#starting) {
      const ending = new AbortController();
      const done = this.#start(start, ending.signal).finally(() => {
        this.#starting = undefined;
        this.#progress = undefined;
        this.#options.onChange();
      });
      const common = new CommonWait(() => ending.abort());
      this.#starting = { done, common, ending };
      this.#options.onChange();
    }
    const { done, common } = this.#starting;
    return common.wait(done, signal);
  }

  /** The port a browser finds it at; opened where there is none. Rejects where the viewer is stopped meanwhile. */
  async openPort(wanted?: number): Promise<LocalPort> {
    const opening = (this.#openingPort ??= this.#options.openPort(this.proxy, wanted));
    try {
      const port = await opening;
      if (this.#openingPort !== opening) {
        await port.dispose();
        throw new RunicornError("service_unavailable", "The viewer was stopped meanwhile.");
      }
      if (this.#port === port) return port;
      this.#port = port;
      void port.left.then(() => this.#forgetPort(port));
    } catch (error) {
      if (this.#openingPort === opening) this.#openingPort = undefined;
      throw error;
    }
    this.#options.onChange();
    return this.#port;
  }

  /** Asks it whether it is well. Rejects where it is not, and remembers that. */
  async checkHealth(): Promise<TimeAsked> {
    const [sentAt, began] = [Date.now(), performance.now()];
    try {
      const { status, body } = await this.proxy.read(
        "/api/health",
        AbortSignal.timeout(operationLimitMs),
      );
      const tookMs = performance.now() - began;
      if (status !== 200) throw new Error(`it answered ${status}`);
      const { time } = Health.parse(JSON.parse(body));
      this.#hear(undefined);
      return { sentAt, tookMs, theirs: time * 1000 };
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      this.#hear(`The viewer on ${this.#options.connectionId} does not answer: ${why}`);
      throw new RunicornError("service_unavailable", this.silence ?? why, { cause });
    }
  }

  /** Its last lines, also of one that has ended. */
  logs(lines: number): readonly string[] {
    return this.#viewer?.logs(lines) ?? [];
  }

  async stop(): Promise<void> {
    const starting = this.#starting;
    starting?.ending.abort();
    await starting?.done.catch(() => undefined);
    const port = this.#port;
    this.#port = undefined;
    this.#openingPort = undefined;
    await port?.dispose();
    await this.#viewer?.stop();
    this.proxy.dispose();
    this.#options.onChange();
  }

  describe(): RemoteViewerState {
    const { connectionId } = this.#options;
    const now = this.#viewer?.status;
    const startedAt = this.isActive ? (now?.startedAt ?? null) : null;
    const uptime =
      startedAt === null ? 0 : Math.max(0, Math.floor((Date.now() - startedAt) / 1000));
    return {
      session_id: this.id,
      connection_id: connectionId,
      status: this.status,
      reason: this.#reason() ?? null,
      progress: this.#progress ?? (this.status === "running" ? null : (now?.message ?? null)),
      remote_root: this.root,
      environment: this.environment ?? null,
      version: now?.version ?? null,
      base: `/api/remote/connections/${this.id}/viewer`,
      url: this.#port?.url ?? null,
      local_port: this.#port?.port ?? null,
      remote_port: null,
      pid: now?.pid ?? null,
      started_at: startedAt === null ? null : startedAt / 1000,
      uptime_seconds: uptime,
    };
  }

  /** It has closed, as nobody used it. */
  #forgetPort(port: LocalPort): void {
    if (this.#port !== port) return;
    this.#port = undefined;
    this.#openingPort = undefined;
    this.#options.onChange();
  }

  #reason(): string | undefined {
    if (this.status === "running") return this.silence;
    return this.#failure ?? this.#viewer?.status.reason;
  }

  #running(): ViewerSupervisor {
    if (this.#viewer) return this.#viewer;
    throw new RunicornError(
      "service_unavailable",
      `No viewer runs on ${this.#options.connectionId}; start one.`,
    );
  }

  async #start(start: StartViewer, signal: AbortSignal): Promise<void> {
    this.#failure = undefined;
    this.silence = undefined;
    try {
      const onProgress = (message: string) => {
        this.#progress = message;
        this.#options.onChange();
      };
      const viewer = await start({ signal, onProgress });
      if (viewer === this.#viewer) return;
      this.#listening?.dispose();
      this.#viewer = viewer;
      this.#listening = viewer.onChange(() => this.#options.onChange());
    } catch (error) {
      // A question that is open, or that nobody wants it any more, is no failure.
      const isOver = signal.aborted || RunicornError.is(error, "INTERACTION_REQUIRED");
      if (!isOver) this.#failure = error instanceof Error ? error.message : String(error);
      throw error;
    }
  }

  #hear(silence: string | undefined): void {
    if (this.silence === silence) return;
    this.silence = silence;
    this.#options.onChange();
  }
}
