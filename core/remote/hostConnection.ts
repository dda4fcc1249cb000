import { createHash } from "node:crypto";

import { RunicornError } from "#core/protocol/errors.ts";
import type { ConnectionStatus, RemoteConnection } from "#core/protocol/remote.ts";

import { ClockOffset } from "./clockOffset.ts";
import { ConnectAttempt } from "./connectAttempt.ts";
import { HostViewer } from "./hostViewer.ts";
import type { OpenLocalPort } from "./localPort.ts";
import type { RemoteSession } from "./session/remoteSession.ts";
import type { SessionLease, SessionPool } from "./session/sessionPool.ts";
import { targetKey } from "./session/targetKey.ts";
import type { LinkFacts } from "./ssh/sshLink.ts";
import type { Target } from "./target.ts";

export interface HostConnectionOptions {
  readonly pool: Pick<SessionPool, "open">;
  readonly openPort: OpenLocalPort;
  /** Called whenever what is told of it may have changed. */
  readonly onChange: () => void;
}

/** `user@host:port`, with a mark of its own where it goes by way of other machines or could not stand in an address. */
export function connectionIdOf(target: Target): string {
  const key = targetKey(target);
  if (/^[\w.-]+@[\w.:[\]-]+$/.test(key)) return key;
  const [name = ""] = key.split(" ", 1);
  const mark = createHash("sha256").update(key).digest("hex").slice(0, 8);
  return `${name.replaceAll(/[^\w.@:[\]-]/g, "_")}~${mark}`;
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

  /** Connects where that is not done yet; does not wait for the next try of a connection that comes back by itself. Rejects with the next question, or with the reason why it cannot be. */
  async connect(target: Target = this.#target, signal?: AbortSignal): Promise<void> {
    const status = this.#lease?.session.state.status;
    if (status === "connected" || status === "degraded") return;
    if (!this.#attempt) {
      this.#target = target;
      this.#begin();
    }
    await this.#attempt?.next(signal);
  }

  /** Answers a question of the attempt that goes on; null gives up. */
  async answer(
    interaction: string,
    answers: readonly string[] | null,
    signal?: AbortSignal,
  ): Promise<void> {
    this.#attempt?.answer(interaction, answers ?? undefined);
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
    await Promise.allSettled([...this.viewers.values()].map((viewer) => viewer.stop()));
    await this.#lease?.dispose();
    this.#options.onChange();
  }

  #begin(): void {
    const { pool, onChange } = this.#options;
    this.#failure = undefined;
    this.#attempt = new ConnectAttempt({
      open: async (questions, signal) => {
        const session = this.#lease?.session;
        if (session?.state.status === "reconnecting") await session.reconnect(questions);
        else await this.#take(await pool.open(this.#target, questions, signal));
      },
      onEnd: (error) => {
        this.#attempt = undefined;
        if (error !== undefined) this.#failure = messageOf(error);
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
