import { EventEmitter } from "node:events";

import { RunicornError } from "#core/protocol/errors.ts";
import type { RemoteConnection } from "#core/protocol/remote.ts";
import type { NodeChoice } from "#core/protocol/remoteViewers.ts";

import { checkHealth } from "./connectionHealth.ts";
import { connectionIdOf } from "./connectionId.ts";
import type { Detection } from "./environments/detect.ts";
import { HostConnection } from "./hostConnection.ts";
import type { HostViewer, StartHow } from "./hostViewer.ts";
import { OwnKnownHosts } from "./knownHosts/ownKnownHosts.ts";
import { KnownMachines } from "./knownMachines.ts";
import type { OpenLocalPort } from "./localPort.ts";
import type { RemoteSession } from "./session/remoteSession.ts";
import { SessionPool } from "./session/sessionPool.ts";
import type { Target } from "./target.ts";
import { ViewerPool } from "./viewer/viewerPool.ts";
import type { ViewerSupervisor } from "./viewer/viewerSupervisor.ts";
import { viewerQuestions } from "./viewerQuestions.ts";

export interface HostConnectionsOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Holds the person's settings, among them the host keys that were confirmed here. */
  readonly settingsFolder: string;
  /** The programs of this build, which are brought to other machines. */
  readonly bundleFolder: string;
  readonly version: string;
  readonly openPort: OpenLocalPort;
  /** Who makes the connections. */
  readonly pool?: Pick<SessionPool, "open" | "prove" | "dispose">;
  readonly timing?: Partial<HostTiming>;
}

/** All in milliseconds. */
interface HostTiming {
  /** Between two looks at the health of everything. */
  readonly health: number;
  /** In which changes of a connection are told as one. */
  readonly news: number;
}

const usualTiming: HostTiming = { health: 30_000, news: 50 };

/** Round trips at a viewer's start, of which the quickest one tells how its clock goes. */
const clockSamples = 5;

export interface ViewerWish {
  /** Absolute, on the other machine. */
  readonly root: string;
  readonly environment?: string | undefined;
  readonly node?: NodeChoice | undefined;
}

/** Other machines one is connected with: their viewers, environments, health. Ends what it started. */
export class HostConnections {
  readonly knownHosts: OwnKnownHosts;
  readonly #options: HostConnectionsOptions;
  readonly #pool: Pick<SessionPool, "open" | "prove" | "dispose">;
  readonly #viewers: ViewerPool;
  readonly #machines = new KnownMachines();
  readonly #connections = new Map<string, HostConnection>();
  readonly #emitter = new EventEmitter<{ change: [RemoteConnection] }>();
  /** What was told of each last. */
  readonly #told = new Map<string, string>();
  readonly #changed = new Set<HostConnection>();
  readonly #timing: HostTiming;
  readonly #health: NodeJS.Timeout;
  #news: NodeJS.Timeout | undefined;
  #ended: Promise<void> | undefined;

  constructor(options: HostConnectionsOptions) {
    const { env, settingsFolder, bundleFolder, version } = options;
    this.#options = options;
    this.#timing = { ...usualTiming, ...options.timing };
    this.knownHosts = new OwnKnownHosts(settingsFolder);
    this.#pool = options.pool ?? new SessionPool({ env, ownKnownHosts: this.knownHosts.path });
    const examine = (session: RemoteSession) => this.#machines.of(session);
    this.#viewers = new ViewerPool({ bundleFolder, version, env, examine });
    this.#health = setInterval(() => this.#checkAll(), this.#timing.health).unref();
  }

  get connections(): readonly HostConnection[] {
    return [...this.#connections.values()];
  }

  /** Called with a connection as it is now, and once more when it has gone. */
  onChange(listener: (connection: RemoteConnection) => void): { dispose(): void } {
    this.#emitter.on("change", listener);
    return { dispose: () => void this.#emitter.off("change", listener) };
  }

  /**
   * Connects, or gives the connection there is. Rejects with `INTERACTION_REQUIRED` where something has to be answered,
   * with `HOST_KEY_CONFIRMATION_REQUIRED` before anything secret is sent, or with the reason why it cannot be. Given up when
   * the signals of all who wait for it say so.
   */
  async connect(target: Target, signal?: AbortSignal): Promise<HostConnection> {
    const id = connectionIdOf(target);
    let connection = this.#connections.get(id);
    if (!connection) {
      connection = this.#newConnection(target);
      this.#connections.set(id, connection);
    }
    await connection.connect(target, signal);
    return connection;
  }

  /** Answers what `connect` asked; null gives up. Rejects as that does. */
  async answer(
    interaction: string,
    answers: readonly string[] | null,
    signal?: AbortSignal,
  ): Promise<HostConnection> {
    const connection = this.connections.find((one) => one.asked(interaction));
    if (!connection) {
      throw new RunicornError(
        "connection_not_found",
        "That question is not open any more; connect again.",
      );
    }
    await connection.answer(interaction, answers, signal);
    return connection;
  }

  /** By its id or that of one of its viewers. Throws `connection_not_found`. */
  connection(id: string): HostConnection {
    const found =
      this.#connections.get(id) ??
      this.connections.find(({ viewers }) => [...viewers.values()].some((one) => one.id === id));
    if (found) return found;
    throw new RunicornError("connection_not_found", "There is no such connection; connect first.");
  }

  /** By its own id, or the first one of a connection. Throws `connection_not_found`. */
  viewer(id: string): HostViewer {
    const { viewers } = this.connection(id);
    const all = [...viewers.values()];
    const found = all.find((one) => one.id === id) ?? all.find((one) => one.isActive) ?? all[0];
    if (found) return found;
    throw new RunicornError(
      "connection_not_found",
      "No viewer was started there; start one first.",
    );
  }

  /** What is on a machine, as it was found the last time. */
  async detect(connection: HostConnection, refresh = false): Promise<Detection> {
    const detection = await this.#machines.of(connection.session, refresh);
    const clock = this.#machines.takeClock(detection);
    if (clock) connection.clock.add(clock);
    return detection;
  }

  /** Starts a viewer for a root, unless it runs. Rejects with `INTERACTION_REQUIRED` where Node has to be brought there. */
  async startViewer(
    connection: HostConnection,
    { root, environment, node }: ViewerWish,
    signal?: AbortSignal,
  ): Promise<HostViewer> {
    // A viewer waits for a connection that is lost; whoever starts one wants to know that it is.
    await connection.session.link();
    const viewer = connection.viewerFor(root);
    if (environment !== undefined) viewer.environment = environment;
    await viewer.start((how) => this.#start(connection, { root, node }, how), signal);
    if (!connection.clock.value) void this.#measureClock(connection, viewer);
    return viewer;
  }

  /** Disconnects and ends the viewers there; gives up where it is still being connected. */
  async remove(connection: HostConnection): Promise<void> {
    this.#connections.delete(connection.id);
    await connection.dispose();
    this.#tell(connection);
  }

  dispose(): Promise<void> {
    return (this.#ended ??= this.#end());
  }

  async #end(): Promise<void> {
    clearInterval(this.#health);
    clearTimeout(this.#news);
    this.#emitter.removeAllListeners();
    await Promise.allSettled(this.connections.map((connection) => connection.dispose()));
    this.#connections.clear();
    await this.#viewers.dispose();
    await this.#pool.dispose();
  }

  #newConnection(target: Target): HostConnection {
    const { openPort } = this.#options;
    const connection: HostConnection = new HostConnection(target, {
      pool: this.#pool,
      openPort,
      onChange: () => this.#note(connection),
    });
    return connection;
  }

  async #start(
    { session }: HostConnection,
    { root, node }: Pick<ViewerWish, "root" | "node">,
    { signal, onProgress }: StartHow,
  ): Promise<ViewerSupervisor> {
    const start = () =>
      this.#viewers.start(session, {
        root,
        ...(node && { node }),
        questions: viewerQuestions,
        signal: AbortSignal.any([signal, AbortSignal.timeout(startLimitMs)]),
        onProgress,
      });
    const isFresh = this.#machines.isFresh(session);
    try {
      return await start();
    } catch (error) {
      // The machine may not be what it was the last time: its Node may have gone.
      if (isFresh || signal.aborted) throw error;
      await this.#machines.of(session, true);
      return start();
    }
  }

  async #measureClock(connection: HostConnection, viewer: HostViewer): Promise<void> {
    for (let i = 0; i < clockSamples; i++) {
      // At the same time they would hold each other up.
      const asked = await viewer.checkHealth().catch(() => undefined);
      if (asked) connection.clock.add(asked);
    }
    this.#note(connection);
  }

  #checkAll(): void {
    for (const connection of this.connections) {
      if (!connection.isEstablished) continue;
      void checkHealth(connection).then(() => {
        // Of one that was removed meanwhile the last word has been said.
        if (this.#connections.get(connection.id) === connection) this.#tell(connection, true);
      });
    }
  }

  /** Something about it may have changed; several such words are told as one. */
  #note(connection: HostConnection): void {
    const { id, status, isEstablished } = connection;
    if (status === "failed" && !isEstablished && this.#connections.get(id) === connection) {
      this.#connections.delete(id);
    }
    this.#changed.add(connection);
    this.#news ??= setTimeout(() => {
      this.#news = undefined;
      const changed = [...this.#changed];
      this.#changed.clear();
      for (const one of changed) this.#tell(one);
    }, this.#timing.news).unref();
  }

  /** What changes all the time is told when everything is looked at, not whenever it does. */
  #tell(connection: HostConnection, always = false): void {
    const current = this.#connections.get(connection.id);
    // Somebody has connected with it anew meanwhile: what becomes of the one before is no news of that.
    if (current && current !== connection) return;
    const now = connection.describe();
    const text = JSON.stringify(now, (key, value: unknown) => (restless.has(key) ? 0 : value));
    if (!always && this.#told.get(connection.id) === text) return;
    if (current) this.#told.set(connection.id, text);
    else this.#told.delete(connection.id);
    this.#emitter.emit("change", now);
  }
}

const restless = new Set(["uptime_seconds", "latency_ms", "clock"]);

/** Bringing viewer and Node over a slow line takes its time. */
const startLimitMs = 600_000;
