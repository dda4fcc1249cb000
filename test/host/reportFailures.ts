import type { Stage } from "./stage.ts";

/** After a failed test of the suite: what the window showed, and what the extension logged. */
export function reportFailures(stage: () => Stage): void {
  afterEach(async function () {
    const test = this.currentTest;
    if (test?.state !== "failed") return;
    console.log(stage().extensionLog());
    await stage().shot(`failure-${test.title.replace(/\W+/g, "-").slice(0, 60)}`);
  });
}
