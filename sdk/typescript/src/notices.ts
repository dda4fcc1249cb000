import { writeSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

/** Sentences for the person who watches the training, each subject told once on stderr. */
export class Notices {
  readonly #told = new Set<string>();

  /** Prints `sentence` unless something was told about `subject` before. Never throws. */
  tell(subject: string, sentence: string): void {
    if (this.#told.has(subject)) return;
    this.#told.add(subject);
    try {
      const line = `runicorn: ${sentence}\n`;
      // A worker thread's own stderr waits for a main thread that may never get to it.
      if (isMainThread) process.stderr.write(line);
      else writeSync(2, line);
    } catch {
      // A closed stderr must not stop the training.
    }
  }
}
