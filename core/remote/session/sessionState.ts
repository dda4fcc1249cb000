/**
 * `degraded`: it did not answer in time, but may yet. `reconnecting`: it is lost, and tried again by itself. `disconnected`: it
 * will be tried again when somebody asks. `failed`: trying again would give the same, until a person has done something.
 */
export type SessionStatus = "connected" | "degraded" | "reconnecting" | "disconnected" | "failed";

export interface SessionState {
  readonly status: SessionStatus;
  /** Why it is not connected, or was not last; in words a person can act on. */
  readonly reason: string | undefined;
  /** Of the last round trip. */
  readonly latencyMs: number | undefined;
  /** Milliseconds of the wall clock since when the status is so. */
  readonly since: number;
}
