/** How long work in steps may hold the event loop before it lets others run. */
const sliceMs = 8;
const leisureMs = 1;
const restMs = 4;

/** Runs work in steps without a break. */
export function atOnce<T>(steps: Iterator<unknown, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/**
 * Runs work step by step and lets the event loop run every few milliseconds; resolves with what it returns. A step that is
 * a promise has nothing to do until that is settled.
 */
export async function inSlices<T>(steps: Iterator<unknown, T>): Promise<T> {
  for (;;) {
    const step = slice(steps, sliceMs);
    if (step.done === true) return step.value;
    if (step.value instanceof Promise) await step.value;
    else await new Promise((resolve) => setImmediate(resolve));
  }
}

/**
 * The same for work nobody waits for: in slices so short, and with such rests, that whoever asks meanwhile hardly notices.
 * Resolves with the milliseconds it took without the rests.
 */
export async function atLeisure(steps: Iterator<unknown, unknown>): Promise<number> {
  for (let busy = 0; ;) {
    const begun = performance.now();
    const step = slice(steps, leisureMs);
    busy += performance.now() - begun;
    if (step.done === true) return busy;
    await new Promise((resolve) => setTimeout(resolve, restMs).unref());
  }
}

function slice<T>(steps: Iterator<unknown, T>, ms: number): IteratorResult<unknown, T> {
  const until = performance.now() + ms;
  for (;;) {
    const step = steps.next();
    if (step.done === true || step.value instanceof Promise || performance.now() >= until)
      return step;
  }
}
