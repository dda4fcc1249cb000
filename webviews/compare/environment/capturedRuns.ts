import { type CapturedCode, readCode } from "#webviews/shared/code/codeFacts.ts";
import type { Environment } from "#webviews/shared/environmentValues.ts";

import type { SourceCalls } from "../compareRoutes.ts";
import type { ComparedRun } from "../messages.ts";
import { splitEnvironment } from "./environmentParts.ts";

/** What an SDK captured of a run when that began. */
export interface Captured {
  readonly environment: Environment | null;
  readonly code: CapturedCode | null;
  readonly patch: string | null;
  readonly isPatchCut: boolean;
  /** The environment, by what it is about. */
  readonly parts: ReturnType<typeof splitEnvironment>;
}

interface Read {
  readonly captured: Captured | null;
  /** A sentence for the reader, where it could not be read. */
  readonly error: string | null;
  readonly status: string | undefined;
  readonly withPatch: boolean;
  /** Milliseconds since the page began. */
  readonly at: number;
}

/** Milliseconds after which what is not there yet, or could not be read, is asked for again. */
const retryDelay = 5000;
/** As many runs are asked for at once. */
const mostAtOnce = 4;

/** Reads what was captured of runs, each once; again where some of it may still come, or where the patch is wanted, too. */
export class CapturedRuns {
  readonly #callsOf: (source: string) => SourceCalls;
  readonly #onChange: () => void;
  readonly #read = new Map<string, Read>();
  readonly #reading = new Set<string>();
  #waiting: readonly ComparedRun[] = [];
  #withPatch = false;

  constructor(callsOf: (source: string) => SourceCalls, onChange: () => void) {
    this.#callsOf = callsOf;
    this.#onChange = onChange;
  }

  /** Without `withPatch`, `patch` may be null although there is one. */
  of(ref: string, withPatch = false): Read | undefined {
    const read = this.#read.get(ref);
    return withPatch && read?.withPatch === false ? undefined : read;
  }

  /** Sees to it that these are read. A patch may be megabytes, which the environments of fifty runs do not wait for. */
  want(runs: readonly ComparedRun[], withPatch = false): void {
    this.#withPatch = withPatch;
    this.#waiting = runs.filter((run) => this.#isWanted(run));
    this.#next();
  }

  #isWanted({ ref, connection, run }: ComparedRun): boolean {
    if (connection !== "live" || this.#reading.has(ref)) return false;
    const read = this.of(ref, this.#withPatch);
    if (!read || read.status !== run?.status) return true;
    if (performance.now() - read.at < retryDelay) return false;
    if (read.error !== null) return true;
    const { environment = null, code = null } = read.captured ?? {};
    return run?.status === "running" && (environment === null || code === null);
  }

  #next(): void {
    while (this.#reading.size < mostAtOnce) {
      const [run, ...others] = this.#waiting;
      if (!run) return;
      this.#waiting = others;
      this.#reading.add(run.ref);
      void this.#load(run).finally(() => {
        this.#reading.delete(run.ref);
        this.#onChange();
        this.#next();
      });
    }
  }

  async #load({ ref, source, id, run }: ComparedRun): Promise<void> {
    const calls = this.#callsOf(source);
    const params = { id };
    const withPatch = this.#withPatch;
    const read = { status: run?.status, withPatch, at: performance.now() };
    try {
      const [{ environment }, { code, patch, patch_truncated: isPatchCut }] = await Promise.all([
        calls.getEnvironment({ params }),
        calls.getCode({ params, query: { patch: String(withPatch) } }),
      ]);
      const known = readCode(code);
      const parts = splitEnvironment(environment, known);
      const captured = { environment, code: known, patch, isPatchCut, parts };
      this.#read.set(ref, { ...read, captured, error: null });
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      const { captured = null } = this.#read.get(ref) ?? {};
      this.#read.set(ref, { ...read, captured, error: text });
    }
  }
}
