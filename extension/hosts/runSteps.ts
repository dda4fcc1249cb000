/** `skipped`: what it asks for is known already, so the way back leads past it. */
export type StepOutcome = "done" | "skipped" | "back" | "left";

/** Asks one question after the other; back leads to the last one that was asked. True once all are answered. */
export async function runSteps(steps: readonly (() => Promise<StepOutcome>)[]): Promise<boolean> {
  const asked: number[] = [];
  let at = 0;
  for (;;) {
    const step = steps[at];
    if (step === undefined) return true;
    const outcome = await step();
    if (outcome === "left") return false;
    if (outcome === "back") {
      const before = asked.pop();
      if (before === undefined) return false;
      at = before;
    } else {
      if (outcome === "done") asked.push(at);
      at++;
    }
  }
}
