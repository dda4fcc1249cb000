/** Sentences for the person who watches the training, each subject told once on stderr. */
export class Notices {
  readonly #told = new Set<string>();

  /** Prints `sentence` unless something was told about `subject` before. Never throws. */
  tell(subject: string, sentence: string): void {
    if (this.#told.has(subject)) return;
    this.#told.add(subject);
    try {
      process.stderr.write(`runicorn: ${sentence}\n`);
    } catch {
      // A closed stderr must not stop the training.
    }
  }
}
