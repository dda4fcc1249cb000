import { type Ending, failedBy } from "./exitStatus.ts";
import type { RecordedRun } from "./recordedRun.ts";

/** The runs this process has not ended yet: finished at a normal exit, failed by an uncaught error or an exit code. */
class OpenRuns {
  readonly #runs = new Set<RecordedRun>();
  /** Disposed by a `using` a moment ago, perhaps because an error passed through its block. */
  readonly #disposed = new Set<RecordedRun>();
  #hooked = false;
  #error: Ending | undefined;

  /** The open run begun last: the one that module-level calls go to. */
  get active(): RecordedRun | undefined {
    return [...this.#runs].at(-1);
  }

  /** Takes a run in. */
  add(run: RecordedRun): void {
    this.#runs.add(run);
    if (this.#hooked) return;
    this.#hooked = true;
    // The monitor sees uncaught errors and unhandled rejections without swallowing them.
    process.on("uncaughtExceptionMonitor", (error) => {
      this.#error = failedBy(error);
      for (const disposed of this.#disposed) disposed.failAfterwards(this.#error);
    });
    process.on("exit", (code) => this.#endAll(code));
  }

  /** Forgets a run that has ended. */
  remove(run: RecordedRun): void {
    this.#runs.delete(run);
  }

  /** Until the event loop goes on, an uncaught error may turn out to be why the run was disposed. */
  noteDisposed(run: RecordedRun): void {
    this.#disposed.add(run);
    setImmediate(() => this.#disposed.delete(run)).unref();
  }

  #endAll(code: number): void {
    const ending: Ending =
      code === 0
        ? { status: "finished" }
        : (this.#error ?? { status: "failed", reason: `exit code ${code}` });
    for (const run of this.#runs) run.end(ending);
  }
}

/** One per process, like the process's end itself. */
export const openRuns = new OpenRuns();
