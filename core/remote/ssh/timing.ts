/** How long things take and what time it is. Tests run on shorter times. */
export interface Timing {
  /** Milliseconds that only ever go on, at the pace of this machine being awake. */
  readonly now: () => number;
  /** Milliseconds of the wall clock: it also goes on while the machine sleeps. */
  readonly wallNow: () => number;
  /** For anything that is asked of an open link. */
  readonly operationMs: number;
  /** How long a question may stay open: servers wait two minutes for a login. */
  readonly questionMs: number;
  /** For a goodbye, before the link is cut. */
  readonly goodbyeMs: number;
  /** Between two signs of life asked for, on every hop. */
  readonly keepaliveMs: number;
  /** So many of them may stay without an answer. */
  readonly keepalivesUnanswered: number;
  /** An idle link is asked after so much silence, and has as long to answer. */
  readonly probeMs: number;
  /** Before each try to connect again. */
  readonly reconnectMs: readonly number[];
  /** By which part of itself a wait may differ. */
  readonly jitter: number;
  /** While connecting again, a machine that cannot be reached is called so often, and for so long; that is no try. */
  readonly redialMs: number;
  readonly awayMs: number;
  /** The same for one behind another machine, which is asked for it: more rarely, as it may write each time down. */
  readonly reaskMs: number;
  /** How often it is looked whether the clock has jumped, and by how much it must have. */
  readonly clockCheckMs: number;
  readonly clockJumpMs: number;
}

export const usualTiming: Timing = {
  now: () => performance.now(),
  wallNow: () => Date.now(),
  operationMs: 10_000,
  questionMs: 120_000,
  goodbyeMs: 500,
  keepaliveMs: 10_000,
  keepalivesUnanswered: 2,
  probeMs: 5000,
  reconnectMs: [1000, 4000, 15_000],
  jitter: 0.2,
  redialMs: 1000,
  awayMs: 120_000,
  reaskMs: 5000,
  clockCheckMs: 2000,
  clockJumpMs: 10_000,
};
