import { RunicornError } from "#core/protocol/errors.ts";
import type { ConnectionStatus, RemoteConnection } from "#core/protocol/remote.ts";

import { ClockOffset } from "./clockOffset.ts";
import { ConnectAttempt } from "./connectAttempt.ts";
import { connectionIdOf } from "./connectionId.ts";
import { HostViewer } from "./hostViewer.ts";
import type { OpenLocalPort } from "./localPort.ts";
import { loginKey } from "./session/loginKey.ts";
import type { RemoteSession } from "./session/remoteSession.ts";
import type { SessionLease, SessionPool } from "./session/sessionPool.ts";
import type { LinkFacts } from "./ssh/sshLink.ts";
import { type Target, withoutSecrets } from "./target.ts";

export interface HostConnectionOptions {
  readonly pool: Pick<SessionPool, "open" | "prove">;
  readonly openPort: OpenLocalPort;
  /** Called whenever what is told of it may have changed. */
  readonly onChange: () => void;
}

/** A machine somebody asked to be connected with, and the viewers there. */
export class HostConnection {
  readonly id: string;
  readonly clock = new ClockOffset();
  /** One per root, in the order they were asked for. */
  readonly viewers = new Map<string, HostViewer>();
  readonly #createdAt = new Date().toISOString();
  readonly #options: HostConnectionOptions;
  #target: Target;
  #attempt: ConnectAttempt | undefined;
  #lease: SessionLease | undefined;
  #listening: { dispose(): void } | undefined;
  #facts: LinkFacts | undefined;
  #failure: string | undefined;
  /** Other ways that have been found to let somebody in. */
  readonly #proven = new Set<string>();
  #isDisposed = false;

  constructor(target: Target, options: HostConnectionOptions) {
    this.id = connectionIdOf(target);
    this.#target = target;
    this.#options = options;
  }

  get status(): ConnectionStatus {
    if (this.#isDisposed) return "disconnected";
    if (this.#attempt) return "connecting";
    if (!this.#lease) return this.#failure === undefined ? "connecting" : "failed";
    const { status } = this.#lease.session.state;
    return status === "connected" && this.#problem() !== undefined ? "degraded" : status;
  }

  /** Whether it was ever connected. */
  get isEstablished(): boolean {
    return this.#lease !== undefined;
  }

  get target(): Target {
    return this.#target;
  }

  /**
   * Connects where that is not done yet; does not wait for the next try of a connection that comes back by itself. Rejects with
   * the next question, or with the reason why it cannot be: also where a connection is there, but not by what is given here.
   */
  async connect(target: Target = this.#target, signal?: AbortSignal): Promise<void> {
    if (!this.#isUp) {
      if (!this.#attempt) this.#begin(target);
      await this.#attempt?.next(signal);
    }
    if (this.#mayShare(target)) return;
    const never = new AbortController();
    await this.#options.pool.prove(target, signal ?? never.signal);
    this.#proven.add(loginKey(target));
  }

  /** Answers a question of the attempt that goes on; null leaves it to others who were told of it, if there are any. */
  async answer(
    interaction: string,
    answers: readonly string[] | null,
    signal?: AbortSignal,
  ): Promise<void> {
    if (answers) this.#attempt?.answer(interaction, answers);
    else if (this.#attempt?.leave(interaction) === false) {
      throw new RunicornError(
        "authentication_failed",
        `${this.id} is being connected by somebody else, who may still answer.`,
      );
    }
    await this.#attempt?.next(signal);
  }

  /** Whether the attempt that goes on asked this. */
  asked(interaction: string): boolean {
    return this.#attempt?.interactions.has(interaction) ?? false;
  }

  /** Its session, which may be reconnecting just now. Throws where it is not connected any more. */
  get session(): RemoteSession {
    if (this.#lease) return this.#lease.session;
    throw new RunicornError("service_unavailable", `${this.id} is not connected yet.`);
  }

  /** The viewer for a root; a new one does not run yet. */
  viewerFor(root: string): HostViewer {
    const known = this.viewers.get(root);
    if (known) return known;
    const { openPort, onChange } = this.#options;
    const viewer = new HostViewer({ connectionId: this.id, root, openPort, onChange });
    this.viewers.set(root, viewer);
    return viewer;
  }

  describe(): RemoteConnection {
    const { host, port, username, label } = this.#target;
    const viewers = [...this.viewers.values()].map((viewer) => viewer.describe());
    const first = viewers.find(({ status }) => status !== "stopped") ?? viewers[0] ?? null;
    const { status } = this;
    const state = this.#lease?.session.state;
    return {
      connection_id: this.id,
      host,
      port,
      username,
      label,
      status,
      connected: status === "connected" || status === "degraded",
      reason: this.#reason(status) ?? null,
      latency_ms: state?.latencyMs === undefined ? null : Math.round(state.latencyMs * 100) / 100,
      clock: this.clock.value ?? null,
      server_info: this.#facts ? serverInfo(this.#facts) : null,
      environment: first?.environment ?? null,
      viewer: first,
      viewers,
      created_at: this.#createdAt,
    };
  }

  /** Ends the viewers, too. */
  async dispose(): Promise<void> {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#attempt?.giveUp();
    this.#listening?.dispose();
    this.#target = withoutSecrets(this.#target);
    this.#proven.clear();
    await Promise.allSettled([...this.viewers.values()].map((viewer) => viewer.stop()));
    await this.#lease?.dispose();
    this.#options.onChange();
  }

  get #isUp(): boolean {
    const status = this.#lease?.session.state.status;
    return status === "connected" || status === "degraded";
  }

  /** Whoever comes with a key or a password of their own, not to be asked for another, is not told that it is good unless it is. */
  #mayShare(target: Target): boolean {
    const { interactive, isGiven = false } = target.credentials;
    if (interactive || !isGiven) return true;
    const key = loginKey(target);
    return key === loginKey(this.#target) || this.#proven.has(key);
  }

  #begin(target: Target): void {
    const { pool, onChange } = this.#options;
    const before = this.#target;
    const session = this.#lease?.session;
    // One that comes back by itself does so by what let it in the first time.
    const isReturning = session?.state.status === "reconnecting";
    if (!isReturning) this.#target = target;
    this.#failure = undefined;
    this.#attempt = new ConnectAttempt({
      open: async (questions, signal) => {
        if (isReturning) await session.reconnect(questions, signal);
        else await this.#take(await pool.open(target, questions, signal));
      },
      onEnd: (error) => {
        this.#attempt = undefined;
        if (error !== undefined) {
          this.#failure = messageOf(error);
          if (!this.#isDisposed) this.#target = before;
        }
        onChange();
      },
    });
    onChange();
  }

  async #take(lease: SessionLease): Promise<void> {
    if (this.#isDisposed) {
      await lease.dispose();
      return;
    }
    const before = this.#lease;
    this.#listening?.dispose();
    this.#lease = lease;
    this.#listening = lease.session.onChange(() => {
      void this.#learnFacts();
      this.#options.onChange();
    });
    await this.#learnFacts();
    await before?.dispose();
  }

  /** What is known of the present link; the one before stays known while there is none. */
  async #learnFacts(): Promise<void> {
    const session = this.#lease?.session;
    if (session?.state.status !== "connected") return;
    const link = await session.link().catch(() => undefined);
    if (link) this.#facts = link.facts;
  }

  #reason(status: ConnectionStatus): string | undefined {
    const told = this.#lease?.session.state.reason;
    switch (status) {
      case "connected":
      case "connecting":
        return undefined;
      case "degraded":
        return told ?? this.#problem();
      case "reconnecting":
        return told;
      case "disconnected":
      case "failed":
        break;
    }
    return this.#isDisposed ? undefined : (told ?? this.#failure);
  }

  /** What does not work though the connection does. */
  #problem(): string | undefined {
    for (const viewer of this.viewers.values()) {
      const { status, reason } = viewer.describe();
      const isSilent = status === "running" && viewer.silence !== undefined;
      if (status === "failed" || isSilent) return reason ?? undefined;
    }
    return undefined;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function serverInfo({ serverVersion, hostKey, cipher, keyExchange }: LinkFacts) {
  return {
    server_version: serverVersion,
    host_key_type: hostKey.type,
    host_key_fingerprint: hostKey.fingerprint,
    cipher,
    key_exchange: keyExchange,
  };
}
