/** A question for the time there. */
export interface TimeAsked {
  /** `Date.now()` when it was sent. */
  readonly sentAt: number;
  /** Milliseconds until the answer was here. */
  readonly tookMs: number;
  /** What the clock there said, in Unix milliseconds. */
  readonly theirs: number;
}

interface Sample {
  readonly offsetMs: number;
  readonly errorMs: number;
  /** Where our own clock stood beside one that nobody sets. */
  readonly clock: number;
}

const maxSamples = 8;
/** Milliseconds our clock may wander before what was measured by it says nothing any more. */
const jumpMs = 250;

/** How far the clock of another machine is ahead of ours. Of several round trips the quickest one tells it best. */
export class ClockOffset {
  readonly #clock: () => number;
  #samples: Sample[] = [];

  /** `clock`: our wall clock minus a steady one, in milliseconds. */
  constructor(clock = () => Date.now() - performance.now()) {
    this.#clock = clock;
  }

  add({ sentAt, tookMs, theirs }: TimeAsked): void {
    const clock = this.#clock();
    const offsetMs = theirs - (sentAt + tookMs / 2);
    const sample = { offsetMs, errorMs: tookMs / 2, clock };
    // One that is far off all that were measured before: their clock was set.
    const isApart = this.#samples.some(
      (other) => Math.abs(other.offsetMs - offsetMs) > other.errorMs + sample.errorMs + jumpMs,
    );
    this.#samples = [...(isApart ? [] : this.#samples), sample].slice(-maxSamples);
  }

  /** Undefined until it was measured, and after our own clock was set. */
  get value(): { readonly offset_ms: number; readonly error_ms: number } | undefined {
    const clock = this.#clock();
    this.#samples = this.#samples.filter((sample) => Math.abs(sample.clock - clock) <= jumpMs);
    const best = this.#samples.reduce<Sample | undefined>(
      (least, sample) => (least && least.errorMs <= sample.errorMs ? least : sample),
      undefined,
    );
    return best && { offset_ms: round(best.offsetMs), error_ms: round(best.errorMs) };
  }
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
