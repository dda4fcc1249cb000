import type { HealthChecks } from "#core/protocol/remoteConnections.ts";

import type { HostConnection } from "./hostConnection.ts";
import type { HostViewer } from "./hostViewer.ts";

type Check = HealthChecks[keyof HealthChecks];

const none: Check = { status: "none", latency_ms: null, message: null };

/**
 * Looks whether the connection, its viewers and their local ports answer, and does what helps: a port that is not there any
 * more is opened again. The connection itself comes back by itself, and so does a viewer that crashed.
 */
export async function checkHealth(connection: HostConnection): Promise<HealthChecks> {
  const viewers = [...connection.viewers.values()].filter(({ status }) => status !== "stopped");
  const [link, ...checked] = await Promise.all([
    checkLink(connection),
    ...viewers.map((viewer) => checkViewer(connection, viewer)),
  ]);
  const tunnels = await Promise.all(viewers.map((viewer) => checkPort(viewer)));
  return { connection: link, viewer: worst(checked), tunnel: worst(tunnels) };
}

export function healthOf(checks: HealthChecks): "healthy" | "degraded" | "unhealthy" {
  if (checks.connection.status === "failed") return "unhealthy";
  const isWell = checks.viewer.status !== "failed" && checks.tunnel.status !== "failed";
  return isWell ? "healthy" : "degraded";
}

async function checkLink(connection: HostConnection): Promise<Check> {
  try {
    const { session } = connection;
    const { status, reason } = session.state;
    if (status !== "connected" && status !== "degraded") {
      return failed(reason ?? `${connection.id} is ${status}.`);
    }
    return ok(await session.check());
  } catch (error) {
    return failed(error);
  }
}

async function checkViewer(connection: HostConnection, viewer: HostViewer): Promise<Check> {
  if (viewer.status !== "running") {
    return failed(viewer.describe().reason ?? `The viewer is ${viewer.status}.`);
  }
  try {
    const asked = await viewer.checkHealth();
    connection.clock.add(asked);
    return ok(asked.tookMs);
  } catch (error) {
    return failed(error);
  }
}

async function checkPort(viewer: HostViewer): Promise<Check> {
  const { port } = viewer;
  if (!port) return none;
  try {
    // Unless it was closed while it was looked at.
    if (!(await port.isReachable()) && viewer.port === port) await port.rebuild();
    return ok(null);
  } catch (error) {
    return failed(error);
  }
}

/** Of several the one that is worst off. */
function worst(checks: readonly Check[]): Check {
  return checks.find(({ status }) => status === "failed") ?? checks[0] ?? none;
}

function ok(latencyMs: number | null): Check {
  const latency_ms = latencyMs === null ? null : Math.round(latencyMs * 100) / 100;
  return { status: "ok", latency_ms, message: null };
}

function failed(why: unknown): Check {
  const message = why instanceof Error ? why.message : String(why);
  return { status: "failed", latency_ms: null, message };
}
