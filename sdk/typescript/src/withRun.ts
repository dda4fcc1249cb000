import { failedBy } from "./exitStatus.ts";
import { init } from "./init.ts";
import type { InitOptions } from "./initOptions.ts";
import { RecordedRun } from "./recordedRun.ts";
import type { Run } from "./run.ts";

/**
 * Begins a run, gives it to `body`, and ends it when `body` is done: finished, or failed with the error, which is thrown
 * on. Answers what `body` answers.
 */
export async function withRun<T>(
  options: InitOptions,
  body: (run: Run) => T | Promise<T>,
): Promise<T> {
  const run = init(options);
  try {
    const result = await body(run);
    run.finish();
    return result;
  } catch (error) {
    if (run instanceof RecordedRun) run.end(failedBy(error));
    throw error;
  }
}
