import { posix } from "node:path";

import { RunicornError } from "#core/protocol/errors.ts";
import type { RemoteViewerState } from "#core/protocol/remote.ts";
import type {
  StartViewerBody,
  V1ViewerSession,
  remoteViewerApi,
} from "#core/protocol/remoteViewers.ts";
import type { Detection } from "#core/remote/environments/detect.ts";
import type { HostConnection } from "#core/remote/hostConnection.ts";
import type { HostConnections } from "#core/remote/hostConnections.ts";
import type { Handlers } from "#core/server/http/mount.ts";

import { defaultOf, findEnvironment } from "./environmentHandlers.ts";
import { goneSignal } from "./goneSignal.ts";
import type { RemoteServices } from "./remoteServices.ts";
import { targetOf } from "./targetOf.ts";

const done = { success: true, ok: true } as const;
const levels = ["error", "warn", "info", "debug"] as const;

export function viewerHandlers(services: RemoteServices): Handlers<typeof remoteViewerApi> {
  const { remote } = services;
  const sessionOf = (hosts: HostConnections, viewer: RemoteViewerState) =>
    toV1(viewer, hosts.connection(viewer.connection_id));
  return {
    async startViewer({ body }, reply) {
      const signal = goneSignal(reply);
      if (body.node && !("install" in body.node)) {
        services.person.demand("run a Node.js that a request names");
      }
      const hosts = await remote.hosts();
      const connection = await connectionFor(body, hosts, services, signal);
      const { root, environment } = await placeOf(body, connection, hosts);
      const viewer = connection.viewerFor(root);
      const isRunning = viewer.isActive && viewer.status !== "starting";
      // In the words of 0.6, which starts a second one, the one that runs is as good.
      if (isRunning && viewer.port && body.tunnel && body.connection_id !== undefined) {
        throw new RunicornError(
          "viewer_already_running",
          `A viewer for ${root} runs already, at ${viewer.port.url}.`,
          { details: { viewer: viewer.describe() } },
        );
      }
      const wish = { root, environment, node: body.node ?? undefined };
      await hosts.startViewer(connection, wish, signal);
      const port = body.tunnel ? await viewer.openPort(body.local_port ?? undefined) : undefined;
      const state = viewer.describe();
      const told = port ? { ...state, url: port.link("/").url } : state;
      const message = isRunning ? "The viewer runs already" : "The viewer was started";
      return { ...done, viewer: told, session: toV1(told, connection), message };
    },
    async openViewer({ body }) {
      const viewer = (await remote.hosts()).viewer(body.connection_id);
      return (await viewer.openPort(body.local_port ?? undefined)).link(body.path);
    },
    async stopViewer({ body }) {
      const viewer = (await remote.hosts()).viewer(body.session_id ?? body.connection_id ?? "");
      await viewer.stop();
      return { ...done, message: "The viewer was stopped" };
    },
    viewerStatus: async ({ query }) => ({
      ...done,
      viewer: (await remote.hosts()).viewer(query.connection_id).describe(),
    }),
    async viewerSession({ params }) {
      const hosts = await remote.hosts();
      return sessionOf(hosts, hosts.viewer(params.id).describe());
    },
    async viewerLogs({ query: { connection_id, lines, level } }) {
      const viewer = (await remote.hosts()).viewer(connection_id);
      const wanted = level === undefined ? levels : levels.slice(0, levels.indexOf(level) + 1);
      const grave = new RegExp(String.raw`^\S+ (${wanted.join("|")}) `);
      const all = viewer.logs(level === undefined ? lines : Infinity);
      const logs = level === undefined ? all : all.filter((line) => grave.test(line));
      return { ...done, logs: logs.slice(-lines) };
    },
    async viewerSessions() {
      const hosts = await remote.hosts();
      const viewers = hosts.connections.flatMap((one) => one.describe().viewers);
      return { viewers, sessions: viewers.map((viewer) => sessionOf(hosts, viewer)) };
    },
  };
}

/** The connection a request names, or makes as `connect` would. */
async function connectionFor(
  body: StartViewerBody,
  hosts: HostConnections,
  { saved, env }: RemoteServices,
  signal: AbortSignal,
): Promise<HostConnection> {
  if (body.connection_id !== undefined) return hosts.connection(body.connection_id);
  return hosts.connect(await targetOf(body, { saved, env }), signal);
}

/** Which store is to be shown, as it is said, or as the environment has it. */
async function placeOf(
  { env_name, conda_env, remote_root }: StartViewerBody,
  connection: HostConnection,
  hosts: HostConnections,
): Promise<{ root: string; environment: string | undefined }> {
  const name = (env_name || conda_env) ?? undefined;
  // An absolute path needs no look at the machine.
  if (name === undefined && remote_root?.startsWith("/")) {
    return { root: normal(remote_root), environment: undefined };
  }
  const detection = await hosts.detect(connection);
  const { environments, machine } = detection;
  const environment = name === undefined ? undefined : findEnvironment(environments, name);
  const root = remote_root ?? environment?.storageRoot ?? usualRoot(detection);
  if (root === undefined) {
    throw new RunicornError(
      "invalid_parameters",
      "Nothing on that machine says where its runs are stored; name the folder (remote_root).",
    );
  }
  const absolute = root.replace(/^~(?=$|\/)/, () => machine.home);
  if (!absolute.startsWith("/")) {
    throw new RunicornError(
      "invalid_parameters",
      "Give the store's whole path on that machine, from / or ~.",
    );
  }
  return { root: normal(absolute), environment: environment?.name };
}

/** One spelling for each path, as each root has one viewer. */
function normal(root: string): string {
  return posix.normalize(root).replace(/(?<=.)\/+$/, "");
}

function usualRoot({ environments, storageRoots }: Detection): string | undefined {
  return defaultOf(environments)?.storageRoot ?? storageRoots[0];
}

function toV1(viewer: RemoteViewerState, connection: HostConnection): V1ViewerSession {
  const { host, port, username } = connection.target;
  return {
    sessionId: viewer.session_id,
    host,
    sshPort: port,
    username,
    localPort: viewer.local_port,
    remotePort: viewer.remote_port,
    remoteRoot: viewer.remote_root,
    remotePid: viewer.pid,
    status: viewer.status,
    startedAt: viewer.started_at === null ? null : viewer.started_at * 1000,
    uptimeSeconds: viewer.uptime_seconds,
    isActive: viewer.status !== "stopped" && viewer.status !== "failed",
    url: viewer.url,
  };
}
