import { type Timing, usualTiming } from "#core/remote/ssh/timing.ts";

/** All waits a fifth of what they are: a dead link is noticed within a test's patience, a machine that is slow is not taken for one. */
export const fifth: Timing = scaled(0.2);

export function scaled(factor: number, overrides: Partial<Timing> = {}): Timing {
  const { keepaliveMs, probeMs, reconnectMs, redialMs, reaskMs, clockCheckMs, clockJumpMs } =
    usualTiming;
  return {
    ...usualTiming,
    keepaliveMs: keepaliveMs * factor,
    probeMs: probeMs * factor,
    reconnectMs: reconnectMs.map((one) => one * factor),
    redialMs: redialMs * factor,
    reaskMs: reaskMs * factor,
    clockCheckMs: clockCheckMs * factor,
    clockJumpMs: clockJumpMs * factor,
    ...overrides,
  };
}
