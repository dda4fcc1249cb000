import type { remoteConnectionApi } from "#core/protocol/remoteConnections.ts";
import { checkHealth, healthOf } from "#core/remote/connectionHealth.ts";
import type { HostConnection } from "#core/remote/hostConnection.ts";
import type { Handlers } from "#core/server/http/mount.ts";

import { goneSignal } from "./goneSignal.ts";
import type { RemoteServices } from "./remoteServices.ts";
import { targetOf } from "./targetOf.ts";

const done = { success: true, ok: true } as const;

export function connectionHandlers({
  remote,
  saved,
  env,
}: RemoteServices): Handlers<typeof remoteConnectionApi> {
  const told = (connection: HostConnection) => ({ ...done, ...connection.describe() });
  return {
    async connect({ body: { interaction_id, answers, ...login } }, reply) {
      const signal = goneSignal(reply);
      const hosts = await remote.hosts();
      if (interaction_id !== undefined) {
        return told(await hosts.answer(interaction_id, answers ?? null, signal));
      }
      return told(await hosts.connect(await targetOf(login, { saved, env }), signal));
    },
    async reconnect({ body }, reply) {
      const signal = goneSignal(reply);
      const connection = (await remote.hosts()).connection(body.connection_id);
      await connection.connect(connection.target, signal);
      return told(connection);
    },
    async listConnections() {
      const { connections } = await remote.hosts();
      return { connections: connections.map((connection) => connection.describe()) };
    },
    async removeConnection({ params }) {
      const hosts = await remote.hosts();
      const connection = hosts.connection(params.id);
      await hosts.remove(connection);
      return { ...done, connection_id: connection.id, message: "Disconnected" };
    },
    async disconnect({ body }) {
      const hosts = await remote.hosts();
      const there = hosts.connections.filter(
        ({ target: { host, label, username } }) =>
          (host === body.host || label === body.host) && username === body.username,
      );
      // Clients that always name a port say 22 where the ssh configuration knows better; then there must be no doubt.
      const found =
        there.find(({ target }) => target.port === body.port) ??
        (body.port === 22 && there.length === 1 ? there[0] : undefined);
      if (!found) return { ok: false, message: "Connection not found" };
      await hosts.remove(found);
      return { ok: true, message: "Connection removed" };
    },
    async listSessions() {
      const { connections } = await remote.hosts();
      return {
        sessions: connections.map((connection) => {
          const { connection_id: key, host, port, username, connected } = connection.describe();
          return { key, host, port, username, connected };
        }),
      };
    },
    async ping({ query }) {
      const { session } = (await remote.hosts()).connection(query.connection_id);
      return { ...done, latency_ms: Math.round((await session.check()) * 100) / 100 };
    },
    async remoteHealth({ query }) {
      const connection = (await remote.hosts()).connection(query.connection_id);
      const checks = await checkHealth(connection);
      return { ...done, connection_id: connection.id, health: healthOf(checks), checks };
    },
    async remoteStatus() {
      const connections = (await remote.hosts()).connections.map((one) => one.describe());
      const viewers = connections.flatMap((one) => one.viewers);
      return {
        connections,
        viewer_sessions: viewers,
        connection_count: connections.length,
        viewer_session_count: viewers.length,
      };
    },
  };
}
