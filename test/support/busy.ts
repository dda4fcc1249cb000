import os from "node:os";

/** Whether others keep this machine so busy that how long something took says nothing about the program. */
export function isMachineBusy(): boolean {
  return (os.loadavg()[0] ?? 0) > 2 * os.availableParallelism();
}
