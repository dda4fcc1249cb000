import { type Timing, usualTiming } from "#core/remote/ssh/timing.ts";

/** All waits a tenth of what they are, so that a dead link is noticed within a test's patience. Not shorter: the machine is slow. */
export const tenth: Timing = scaled(0.1);

export function scaled(factor: number, overrides: Partial<Timing> = {}): Timing {
  const { keepaliveMs, probeMs, reconnectMs, redialMs, clockCheckMs, clockJumpMs } = usualTiming;
  return {
    ...usualTiming,
    keepaliveMs: keepaliveMs * factor,
    probeMs: probeMs * factor,
    reconnectMs: reconnectMs.map((one) => one * factor),
    redialMs: redialMs * factor,
    clockCheckMs: clockCheckMs * factor,
    clockJumpMs: clockJumpMs * factor,
    ...overrides,
  };
}
