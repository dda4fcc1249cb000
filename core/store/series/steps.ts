/**
 * Work in steps, so that others get their turn in between. A step is given whether they did: what is remembered of columns
 * is then worth nothing, because they may have grown.
 */
export type Steps<T> = Generator<undefined, T, boolean>;

/** How long the event loop is held at most, in ms. */
const turnMs = 8;

/** Runs the work of one turn. */
export type Turn = <R>(work: () => R) => R;

/** Does the work with pauses; `turn` runs what is done without one. */
export async function inTurns<T>(steps: Steps<T>, turn: Turn = (work) => work()): Promise<T> {
  for (let othersRan = false; ; othersRan = true) {
    const { done, value } = turn(() => oneTurn(steps, othersRan));
    if (done) return value;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function oneTurn<T>(steps: Steps<T>, othersRan: boolean): IteratorResult<undefined, T> {
  const until = performance.now() + turnMs;
  for (let step = steps.next(othersRan); ; step = steps.next(false)) {
    if (step.done || performance.now() > until) return step;
  }
}
