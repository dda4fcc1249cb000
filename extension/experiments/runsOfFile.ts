import { forEachAtMost } from "#core/async/forEachAtMost.ts";
import type { Run } from "#core/protocol/run.ts";

import { formatRunRef } from "../sources/runRef.ts";
import type { Source } from "../sources/source.ts";
import type { RunFilter } from "./runFilter.ts";

/** Questions to a store at once. */
const atOnce = 8;
/** What a run was begun with is written down within a moment after its beginning. */
const settledMs = 2000;

/**
 * The runs that were begun with a file, as the SDK recorded it. On another machine the file lies elsewhere: there the end of
 * its path decides, from the workspace folder on.
 */
export class RunsOfFile implements RunFilter {
  readonly text = undefined;
  readonly #file: string;
  readonly #tail: string;
  readonly #onFound: () => void;
  /** The entry files of the runs looked at. */
  readonly #known = new Map<string, string | null>();

  /** `tail`: the path within its workspace folder. `onFound` is called when a run that came later belongs here. */
  constructor(file: string, tail: string, onFound: () => void) {
    this.#file = slashed(file);
    this.#tail = slashed(tail);
    this.#onFound = onFound;
  }

  async select(source: Source, runs: readonly Run[]): Promise<readonly Run[]> {
    await forEachAtMost(atOnce, runs, (run) => this.#look(source, run));
    return runs.filter((run) => this.belongs(source, run));
  }

  belongs(source: Source, run: Run): boolean {
    const entry = this.#known.get(refOf(source, run));
    if (entry === undefined) this.#lookLater(source, run);
    if (entry === undefined || entry === null) return false;
    return source.remote === undefined
      ? entry === this.#file
      : entry === this.#tail || entry.endsWith(`/${this.#tail}`);
  }

  #lookLater(source: Source, run: Run): void {
    this.#known.set(refOf(source, run), null);
    setTimeout(() => {
      this.#known.delete(refOf(source, run));
      void this.#look(source, run).then(() => {
        if (this.belongs(source, run)) this.#onFound();
      });
    }, settledMs);
  }

  async #look(source: Source, run: Run): Promise<void> {
    const ref = refOf(source, run);
    if (this.#known.has(ref)) return;
    const query = { patch: "false" };
    const answer = await source.client.getCode({ params: { id: run.id }, query }).catch(() => null);
    const entry = answer?.code?.["entry_file"];
    this.#known.set(ref, typeof entry === "string" ? slashed(entry) : null);
  }
}

function refOf(source: Source, run: Run): string {
  return formatRunRef({ source: source.id, run: run.id });
}

function slashed(path: string): string {
  return path.replaceAll("\\", "/");
}
