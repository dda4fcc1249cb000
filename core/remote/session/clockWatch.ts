import type { Timing } from "#core/remote/ssh/timing.ts";

/** Notices that this machine has slept: time has passed that nobody was awake for. */
export class ClockWatch {
  readonly #timer: NodeJS.Timeout;

  constructor(timing: Timing, onJump: () => void) {
    const { now, wallNow, clockCheckMs, clockJumpMs } = timing;
    let last = { awake: now(), wall: wallNow() };
    this.#timer = setInterval(() => {
      const next = { awake: now(), wall: wallNow() };
      // On some systems the clock of awake time goes on in sleep, too; then it is this timer that comes too late.
      const passed = Math.max(next.awake - last.awake, next.wall - last.wall);
      last = next;
      if (passed > clockCheckMs + clockJumpMs) onJump();
    }, clockCheckMs).unref();
  }

  dispose(): void {
    clearInterval(this.#timer);
  }
}
