import type { Duplex, Readable, Writable } from "node:stream";

/** Milliseconds an operation has by default. A link that is cut says nothing by itself, so nothing waits without an end. */
export const operationLimitMs = 10_000;

export interface RunOptions {
  /** Written to the command's standard input, which is then closed. */
  readonly input?: string | Uint8Array | Readable;
  /** Milliseconds for all of it. */
  readonly limitMs?: number;
  /** Bytes of its output, together; more of them end it. Default 8 MiB. */
  readonly maxBytes?: number;
  readonly signal?: AbortSignal;
}

export interface RunResult {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

/** A command that goes on. Its channel counts among the four. */
export interface RemoteProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Settles once, also when the link is cut (code null then). Never rejects. */
  readonly ended: Promise<{ code: number | null; signal: string | null }>;
  /** Closes its channel. What happens to the program is the program's to decide: it sees its input end. */
  close(): void;
}

/** What is known of an open link, for the connection's details. */
export interface LinkFacts {
  /** The server's identification, without control characters. */
  readonly serverVersion: string;
  readonly hostKey: { readonly type: string; readonly fingerprint: string };
  readonly cipher: string;
  readonly keyExchange: string;
}

/**
 * An authenticated connection to the target, through all its hops. It never comes back: once closed, a new one is opened.
 * Every method rejects with a `RunicornError` (`service_unavailable`, `connection_timeout`) when the link is or gets closed.
 */
export interface SshLink {
  readonly facts: LinkFacts;
  /** The reason it closed, for people. Settles once, never rejects. */
  readonly closed: Promise<string>;
  /** Runs a command to its end. Four at once; further ones wait for their turn. */
  run(command: string, options?: RunOptions): Promise<RunResult>;
  /** Starts a command that goes on. */
  start(command: string): Promise<RemoteProcess>;
  /** A byte stream to a Unix socket of the target machine. */
  connectSocket(path: string): Promise<Duplex>;
  /** A byte stream to a port on the target machine's loopback. */
  connectPort(port: number): Promise<Duplex>;
  /** Milliseconds of a round trip. Needs no channel. */
  ping(limitMs?: number): Promise<number>;
  /** `performance.now()` of the last byte that came. */
  readonly lastHeard: number;
  /** Says goodbye for half a second at most, then cuts. Ending twice is harmless. */
  dispose(): Promise<void>;
}
