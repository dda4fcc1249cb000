import type { Duplex } from "node:stream";

import type { Target } from "#core/remote/target.ts";

import { dial } from "./dial.ts";
import { runProxyCommand } from "./proxyCommand.ts";
import type { Timing } from "./timing.ts";

/** The connection everything else runs through. */
export interface Outermost {
  readonly stream: Duplex;
  /** What a program that makes it says about a failure, for people. */
  readonly complaint: () => Promise<string>;
}

interface OutermostOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly timing: Timing;
  readonly signal: AbortSignal;
  /** Wait for a network that is away, by the timing. */
  readonly isPatient: boolean;
}

/** Connects to the first machine on the way to a target. Rejects with what a person can act on. */
export async function openOutermost(
  target: Target,
  { env, timing, signal, isPatient }: OutermostOptions,
): Promise<Outermost> {
  if (target.proxyCommand !== undefined) return runProxyCommand(target.proxyCommand, env);
  const { host, port, addressFamily } = target.jumps[0] ?? target;
  const { redialMs: everyMs, awayMs: forMs } = timing;
  const redial = isPatient ? { redial: { everyMs, forMs } } : {};
  const stream = await dial({ host, port, addressFamily, signal, ...redial });
  return { stream, complaint: () => Promise.resolve("") };
}
