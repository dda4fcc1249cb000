import { DisabledRun } from "./disabledRun.ts";
import { isEnabled } from "./enabled.ts";
import { ExitSignals } from "./exitSignals.ts";
import { type Ending, failedBy } from "./exitStatus.ts";
import { Notices } from "./notices.ts";
import type { RecordedRun } from "./recordedRun.ts";
import type { Run } from "./run.ts";

// All runs together wait this long for their captures when the process ends.
const patienceMilliseconds = 2000;

/**
 * The runs this process has not ended yet: finished at a normal exit, failed by an uncaught error or an exit code,
 * interrupted by a signal.
 */
class OpenRuns {
  readonly #runs = new Set<RecordedRun>();
  /** These and those that are not recorded, in the order in which they began. */
  readonly #begun = new Set<Run>();
  /** Disposed by a `using` a moment ago, perhaps because an error passed through its block. */
  readonly #disposed = new Set<RecordedRun>();
  readonly #signals = new ExitSignals((exitSignal) =>
    this.#endAll({ status: "interrupted", reason: exitSignal, exitSignal }),
  );
  #hooked = false;
  readonly #notices = new Notices();
  #target: Run = this.#nobody();
  /** Whether a call without an active run is still to be told. */
  #missed = true;
  #error: Ending | undefined;

  /** The open run begun last. */
  get active(): Run | undefined {
    return [...this.#begun].at(-1);
  }

  /** What module-level calls go to: the active run, or one that does nothing. */
  get target(): Run {
    return this.#target;
  }

  /** Takes a run in. */
  add(run: RecordedRun): void {
    this.#runs.add(run);
    this.#activate(run);
    this.#signals.listen();
    if (this.#hooked) return;
    this.#hooked = true;
    // The monitor sees uncaught errors and unhandled rejections without swallowing them.
    process.on("uncaughtExceptionMonitor", (error) => {
      this.#error = failedBy(error);
      for (const disposed of this.#disposed) disposed.failAfterwards(this.#error);
    });
    process.on("exit", (code) => this.#endAll(this.#endingOf(code)));
  }

  /** Begins a run that does nothing, and is otherwise like any other: the active one until it ends. */
  addSilent(id: string): Run {
    // Its owner was told, or another rank records: nobody forgot to call init().
    this.#missed = false;
    const silent = new DisabledRun(id, (run) => this.#forget(run));
    this.#activate(silent);
    return silent;
  }

  /** Forgets a run that has ended. */
  remove(run: RecordedRun): void {
    this.#runs.delete(run);
    this.#forget(run);
    if (this.#runs.size === 0) this.#signals.stop();
  }

  /** Until the event loop goes on, an uncaught error may turn out to be why the run was disposed. */
  noteDisposed(run: RecordedRun): void {
    this.#disposed.add(run);
    setImmediate(() => this.#disposed.delete(run)).unref();
  }

  #activate(run: Run): void {
    this.#begun.add(run);
    this.#target = run;
  }

  #forget(run: Run): void {
    this.#begun.delete(run);
    this.#target = this.active ?? this.#nobody();
  }

  /** A run that does nothing, but tells so with its first call, unless recording is switched off. */
  #nobody(): Run {
    const silent = new DisabledRun();
    return new Proxy<Run>(silent, {
      get: (_, name) => {
        if (this.#missed && isEnabled()) {
          const sentence = "there is no active run; call init() first. Nothing is recorded.";
          this.#notices.tell("none", sentence);
        }
        // Switched off, the calls that follow must cost next to nothing.
        this.#target = silent;
        return Reflect.get(silent, name) as unknown;
      },
    });
  }

  #endingOf(exitCode: number): Ending {
    if (exitCode === 0) return { status: "finished", exitCode };
    if (this.#error !== undefined) return { ...this.#error, exitCode };
    const exitSignal = this.#signals.heard;
    if (exitSignal === undefined) {
      return { status: "failed", reason: `exit code ${exitCode}`, exitCode };
    }
    // The program heard the signal itself, and left.
    return { status: "interrupted", reason: exitSignal, exitCode, exitSignal };
  }

  #endAll(ending: Ending): void {
    const deadline = Date.now() + patienceMilliseconds;
    for (const run of this.#runs) run.end(ending, Math.max(0, deadline - Date.now()));
  }
}

/** One per process, like the process's end itself. */
export const openRuns = new OpenRuns();
