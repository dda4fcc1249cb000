/**
 * Work in steps, so that others get their turn in between. A step is given whether they did: what is remembered of columns
 * is then worth nothing, because they may have grown.
 */
export type Steps<T> = Generator<undefined, T, boolean>;

/** How long the event loop is held at most, in ms. */
const turnMs = 8;

/** Does the work with pauses. */
export async function inTurns<T>(steps: Steps<T>): Promise<T> {
  let began = performance.now();
  let othersRan = false;
  for (;;) {
    const { done, value } = steps.next(othersRan);
    if (done) return value;
    othersRan = performance.now() - began > turnMs;
    if (!othersRan) continue;
    await new Promise((resolve) => setImmediate(resolve));
    began = performance.now();
  }
}
