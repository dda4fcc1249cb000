import type { Steps } from "#core/store/series/steps.ts";

/** All steps of some work, as if others ran after each. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next(true);
    if (done) return value;
  }
}
