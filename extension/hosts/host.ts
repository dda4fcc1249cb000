import type { RemoteConnection } from "#core/protocol/remote.ts";

/** A machine in the Remote Hosts view. VS Code knows elements by identity, so each is made once and updated in place. */
export interface Host {
  readonly kind: "host";
  /** What is connected to: an alias of the ssh configuration, or `user@host:port`. Untrusted text. */
  readonly name: string;
  /** `user@host:port` as far as it is known before it is connected; for people. */
  address: string;
  /** In the ssh configuration, or saved. */
  isListed: boolean;
  /** Of a saved one. */
  savedId: string | undefined;
  connection: RemoteConnection | undefined;
  /** What this window does with it right now, for people. */
  activity: string | undefined;
  /** Why this window's last attempt came to nothing: a sentence for people. */
  problem: string | undefined;
}

export type HostState = "idle" | "busy" | "connected" | "degraded" | "reconnecting" | "failed";

export function hostState({ connection, activity, problem }: Host): HostState {
  if (activity !== undefined || connection?.status === "connecting") return "busy";
  if (connection?.status === "connected") {
    return connection.viewers.some(({ status }) => status === "failed") ? "degraded" : "connected";
  }
  if (connection?.status === "degraded" || connection?.status === "reconnecting") {
    return connection.status;
  }
  // One that somebody has ended gives no reason.
  const isLost = connection !== undefined && connection.reason !== null;
  return isLost || problem !== undefined ? "failed" : "idle";
}

/** Why it is not as it should be: a sentence for people; undefined where all is well. */
export function hostReason({ connection, problem }: Host): string | undefined {
  const broken = connection?.viewers.find(({ status }) => status === "failed");
  return problem ?? connection?.reason ?? broken?.reason ?? undefined;
}
