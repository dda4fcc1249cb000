import type { Duplex } from "node:stream";

import { RunicornError } from "#core/protocol/errors.ts";
import type { KnownHosts } from "#core/remote/knownHosts/knownHosts.ts";
import type { Questions } from "#core/remote/questions.ts";
import type { Hop, Target } from "#core/remote/target.ts";

import { channelError } from "./channelError.ts";
import { type HopConnection, connectHop } from "./hopConnection.ts";
import type { Outermost } from "./outermost.ts";
import type { Timing } from "./timing.ts";

export interface HopsOptions {
  readonly questions: Pick<Questions, "trust" | "secrets">;
  readonly knownHostsOf: (hop: Hop) => Promise<KnownHosts>;
  readonly outermost: () => Promise<Outermost>;
  /** Runs what goes from one machine on to the next. */
  readonly passOn: (attempt: () => Promise<Duplex>) => Promise<Duplex>;
  readonly timing: Timing;
  readonly signal: AbortSignal;
}

/** All connections on the way to a target: each but the first runs through the one before. */
export interface Hops {
  readonly connections: readonly HopConnection[];
  /** Those of the target itself. */
  readonly last: HopConnection;
  /** Cuts all of it: whatever depends on this stream ends with it. */
  readonly outermost: Duplex;
}

/** Connects one machine after the other. Nothing is left open where it fails. */
export async function connectHops(target: Target, options: HopsOptions): Promise<Hops> {
  const { questions, knownHostsOf, passOn, timing, signal } = options;
  // Read before anything is connected: nobody would listen to a connection meanwhile.
  const way = await Promise.all(
    [...target.jumps, target].map(async (hop) => ({ hop, knownHosts: await knownHostsOf(hop) })),
  );
  const outer = await options.outermost();
  try {
    const connections: HopConnection[] = [];
    let socket = outer.stream;
    for (const [index, { hop, knownHosts }] of way.entries()) {
      const before = connections.at(-1);
      if (before) socket = await passOn(() => streamThrough(before, hop, signal));
      connections.push(
        await connectHop({ hop, index, socket, knownHosts, questions, timing, signal }),
      );
    }
    const last = connections.at(-1);
    if (!last) throw new RunicornError("internal_error", "A way has no machine.");
    return { connections, last, outermost: outer.stream };
  } catch (error) {
    const complaint = await outer.complaint();
    outer.stream.destroy();
    if (complaint === "" || !RunicornError.is(error, "service_unavailable")) throw error;
    throw new RunicornError("service_unavailable", `The ProxyCommand says: ${complaint}`, {
      cause: error,
    });
  }
}

/** A stream from a machine that is logged in to on to the next one. */
function streamThrough(
  { client, closed }: HopConnection,
  { host, port }: Hop,
  signal: AbortSignal,
): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    const gone = (reason: string) => reject(new RunicornError("service_unavailable", reason));
    signal.addEventListener("abort", abort, { once: true });
    void closed.then(gone);
    try {
      client.forwardOut("127.0.0.1", 0, host, port, (error, channel) => {
        signal.removeEventListener("abort", abort);
        if (error) reject(channelError(error, `${host}:${port}`));
        else resolve(channel);
      });
    } catch {
      // The library throws where the connection has ended, which `closed` tells of.
    }
  });
}
