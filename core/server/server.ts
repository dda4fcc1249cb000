import { randomBytes } from "node:crypto";
import type { Duplex } from "node:stream";

import type { LiveEvent } from "#core/protocol/live.ts";
import { remoteViewerSockets } from "#core/protocol/remoteApi.ts";
import { v1Sockets } from "#core/protocol/v1Api.ts";
import { v2Sockets } from "#core/protocol/v2Api.ts";
import { Guard } from "#core/server/auth/guard.ts";
import { SamePerson } from "#core/server/auth/samePerson.ts";
import { newSecret } from "#core/server/auth/secret.ts";
import { BrowserLinks } from "#core/server/browser/browserLinks.ts";
import { ArchiveSpool } from "#core/server/files/archiveSpool.ts";
import { newHttpServer } from "#core/server/http/httpServer.ts";
import { type Listen, type Listening, listen } from "#core/server/http/listen.ts";
import { Upgrades } from "#core/server/http/upgrades.ts";
import { Connections } from "#core/server/limits/connections.ts";
import { RateLimiter } from "#core/server/limits/rateLimiter.ts";
import type { Settings } from "#core/settings/settings.ts";
import type { Store } from "#core/store/store.ts";

import { createApp } from "./app.ts";
import { v1SocketHandlers } from "./handlers/v1.ts";
import { v2SocketHandlers } from "./handlers/v2.ts";
import { LiveHub } from "./live/liveHub.ts";
import type { Log } from "./log.ts";
import { RemoteAccess } from "./remote/remoteAccess.ts";
import { SavedConnections } from "./remote/savedConnections.ts";
import { passSocket } from "./remote/viewerPassing.ts";
import { ViewerPort } from "./remote/viewerPort.ts";
import { GpuWatch } from "./telemetry/gpuWatch.ts";
import { Machine } from "./telemetry/machine.ts";

export interface ServerOptions {
  /** Stays the caller's to dispose. */
  readonly store: Store;
  /** Of the person whose viewer it is; the API reads and changes them. */
  readonly settings: Settings;
  readonly version: string;
  readonly listen: Listen;
  /** Chosen by whoever starts the server; without it the server makes one. */
  readonly token?: string | undefined;
  /** False accepts requests without a token; Host and Origin are checked all the same. */
  readonly auth?: boolean;
  /** Names accepted in Host besides the loopback ones, without port. */
  readonly allowedHosts?: readonly string[];
  /** The built pages; without them there is only the API. */
  readonly pagesFolder?: string | undefined;
  /** The programs of this build, which a viewer on another machine consists of. */
  readonly bundleFolder?: string;
  /** The other machines, in the place of those reached by SSH. */
  readonly remote?: RemoteAccess;
  readonly log?: Log;
  /** Where programs such as `nvidia-smi` are looked for, and whose home and agent SSH uses. */
  readonly env?: NodeJS.ProcessEnv;
  /** The clock of tickets and throttling. */
  readonly now?: () => number;
}

export interface Server {
  readonly listening: Listening;
  /** What every request sends as `Authorization: Bearer`. */
  readonly token: string;
  /** For one browser, once, within 30 seconds. */
  issueTicket(): string;
  /** How many follow its events just now. */
  readonly followers: number;
  /** Serves a connection that came another way. */
  accept(stream: Duplex): void;
  dispose(): Promise<void>;
}

/** Serves a store over HTTP and WebSocket. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { store, auth = true, allowedHosts = [], log = () => {}, now = Date.now } = options;
  const token = options.token ?? newSecret();
  const instance = randomBytes(8).toString("hex");
  const connections = new Connections();
  const limiter = new RateLimiter({ read: () => options.settings.rateLimits.read(), log, now });
  await limiter.load();
  const guard = new Guard({ instance, token, auth, allowedHosts, now, connections, limiter });
  const { settings, env = process.env } = options;
  const remote = options.remote ?? remoteOf(options, { auth, log, env });
  const person = new SamePerson(guard);
  if (!auth) log("warn", openToOthers(person));
  const live = new LiveHub(eventsOf(store, remote), instance);
  const gpus = new GpuWatch({ settings: settings.config, env });
  const upgrades = new Upgrades(guard, log);
  upgrades.mount(v1Sockets, v1SocketHandlers(store));
  upgrades.mount(v2Sockets, v2SocketHandlers(live));
  upgrades.passOn(remoteViewerSockets.viewerSocket.path, (...asked) =>
    passSocket({ remote, person }, ...asked),
  );

  const archives = new ArchiveSpool(store.root);
  // The links lead to the server that hands them out, or to another one like it.
  const browserLinks = new BrowserLinks(guard, () => newHttpServer(app, upgrades, connections));
  const app = createApp({
    store,
    live,
    guard,
    settings,
    remote,
    saved: new SavedConnections(settings.savedConnections),
    env,
    gpus,
    machine: new Machine(store.root),
    browserLinks,
    archives,
    version: options.version,
    pagesFolder: options.pagesFolder,
    log,
  });
  const http = newHttpServer(app, upgrades, connections);

  let ended: Promise<void> | undefined;
  const dispose = () =>
    (ended ??= new Promise<void>((resolve) => {
      archives.dispose();
      gpus.dispose();
      live.dispose();
      upgrades.dispose();
      http.close(() => resolve());
      http.closeAllConnections();
    }).then(async () => {
      await remote.dispose();
      await browserLinks.dispose();
    }));
  try {
    const listening = await listen(http, options.listen);
    browserLinks.listening = listening;
    return {
      listening,
      token,
      get followers() {
        return live.size;
      },
      issueTicket: () => guard.tickets.issue(),
      accept: (stream) => void http.emit("connection", stream),
      dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

function openToOthers({ isCertain }: SamePerson): string {
  const theirs = isCertain
    ? "Other machines (SSH) can be used over it by your own programs only."
    : "They can connect to other machines over it with your SSH keys and agent, too.";
  return `Without a token, every user and every program of this machine can read and change all runs here. ${theirs}`;
}

/** SSH, loaded when somebody asks for it. */
function remoteOf(
  { settings, bundleFolder = "", version }: ServerOptions,
  { auth, log, env }: { auth: boolean; log: Log; env: NodeJS.ProcessEnv },
): RemoteAccess {
  return new RemoteAccess(async () => {
    const { HostConnections } = await import("#core/remote/hostConnections.ts");
    return new HostConnections({
      env,
      settingsFolder: settings.folder,
      bundleFolder,
      version,
      openPort: (proxy, wanted) => ViewerPort.open(proxy, wanted, { auth, log }),
    });
  });
}

/** What happens in the store, and to connections. */
function eventsOf(store: Store, remote: RemoteAccess) {
  return {
    onEvent(listener: (event: LiveEvent) => void) {
      const sources = [
        store.onEvent(listener),
        remote.onChange((connection) => listener({ type: "connection_changed", connection })),
      ];
      return { dispose: () => sources.forEach((source) => source.dispose()) };
    },
  };
}
