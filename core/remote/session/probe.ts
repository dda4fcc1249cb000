import type { SshLink } from "#core/remote/ssh/sshLink.ts";
import type { Timing } from "#core/remote/ssh/timing.ts";

/** So many questions without an answer, and the link is taken for dead. */
const misses = 2;

export interface ProbeListener {
  /** It answered within so many milliseconds. */
  readonly onAnswer: (latencyMs: number) => void;
  /** It did not answer in time, but may yet. */
  readonly onMiss: () => void;
  readonly onDead: () => void;
}

/** Asks an idle link whether it is still there. One that is busy is not asked: what arrives is a sign of life, too. */
export class Probe {
  readonly #link: SshLink;
  readonly #timing: Timing;
  readonly #listener: ProbeListener;
  #timer: NodeJS.Timeout | undefined;
  #missed = 0;
  #isOver = false;

  constructor(link: SshLink, timing: Timing, listener: ProbeListener) {
    this.#link = link;
    this.#timing = timing;
    this.#listener = listener;
    this.#wait(timing.probeMs);
  }

  dispose(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }

  #wait(milliseconds: number): void {
    if (this.#isOver) return;
    this.#timer = setTimeout(() => this.#look(), milliseconds).unref();
  }

  #look(): void {
    const { now, probeMs } = this.#timing;
    const silentMs = now() - this.#link.lastHeard;
    if (silentMs >= probeMs) void this.#ask();
    else this.#wait(probeMs - silentMs);
  }

  async #ask(): Promise<void> {
    const { probeMs } = this.#timing;
    const heard = this.#link.lastHeard;
    try {
      const latencyMs = await this.#link.ping(probeMs);
      this.#missed = 0;
      if (!this.#isOver) this.#listener.onAnswer(latencyMs);
      this.#wait(probeMs);
    } catch {
      if (this.#isOver) return;
      // Something else arrived meanwhile: slow, but alive.
      this.#missed = this.#link.lastHeard > heard ? 0 : this.#missed + 1;
      if (this.#missed === misses) this.#listener.onDead();
      else {
        if (this.#missed > 0) this.#listener.onMiss();
        void this.#ask();
      }
    }
  }
}
