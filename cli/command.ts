import type { Readable, Writable } from "node:stream";

/** What a command may touch of its process; tests give it their own. */
export interface Io {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** Aborted when the person or the system asks the process to end. */
  readonly signal: AbortSignal;
}

/** Exit codes: 0 done, 1 failed, 2 wrong usage. */
export type ExitCode = 0 | 1 | 2;

/** One sub-command. `args` are the words after its name. */
export interface Command {
  /** Printed by `--help`. */
  readonly usage: string;
  run(args: string[], io: Io): Promise<ExitCode>;
}

/** The words given make no sense; the message says which and why. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
