/** What changes is told at once, then at most once in a frame of a screen. */
const coalesceMs = 16;

/** Puts together what changes in quick succession. */
export class ChangeNotes {
  readonly #onChanged: (paths: ReadonlySet<string>) => void;
  #paths = new Set<string>();
  #toldAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #isDisposed = false;

  constructor(onChanged: (paths: ReadonlySet<string>) => void) {
    this.#onChanged = onChanged;
  }

  add(path: string): void {
    if (this.#isDisposed) return;
    this.#paths.add(path);
    const pause = Math.max(0, this.#toldAt + coalesceMs - performance.now());
    this.#timer ??= setTimeout(() => this.#tell(), pause).unref();
  }

  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#timer);
  }

  #tell(): void {
    const paths = this.#paths;
    this.#paths = new Set();
    this.#timer = undefined;
    this.#toldAt = performance.now();
    this.#onChanged(paths);
  }
}
