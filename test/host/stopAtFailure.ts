/** Skips what follows a failed test of the suite: each part of it begins where the one before has ended. */
export function stopAtFailure(): void {
  let hasFailed = false;
  beforeEach(function () {
    if (hasFailed) this.skip();
  });
  afterEach(function () {
    hasFailed ||= this.currentTest?.state === "failed";
  });
}
