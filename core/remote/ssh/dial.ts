import { type Socket, connect } from "node:net";

import { linkError } from "./linkErrors.ts";
import { pause } from "./pause.ts";

export interface DialOptions {
  readonly host: string;
  readonly port: number;
  readonly addressFamily?: 4 | 6 | undefined;
  readonly signal: AbortSignal;
  /**
   * Milliseconds after which a connection that has not come about is tried anew, until the signal ends it. Without, the first
   * failure counts. No server learns of it: only a connection that is there is used, and used at once.
   */
  readonly redialMs?: number;
}

/** A TCP connection that is ours: without delay, and destroyed by whoever asked for it. Rejects with what a person can act on. */
export async function dial(options: DialOptions): Promise<Socket> {
  const { host, port, signal, redialMs } = options;
  for (;;) {
    signal.throwIfAborted();
    const begun = performance.now();
    try {
      return await dialOnce(options);
    } catch (error) {
      signal.throwIfAborted();
      if (redialMs === undefined) {
        const machine = port === 22 ? host : `${host}:${port}`;
        throw linkError(error as Error, { machine, greeting: "" });
      }
      await pause(redialMs - (performance.now() - begun), signal);
    }
  }
}

/** The system sends its own requests again ever more rarely; a new one is quicker once the network is back. */
function dialOnce({ host, port, addressFamily, signal, redialMs }: DialOptions): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, family: addressFamily ?? 0, noDelay: true });
    const giveUp = (error: unknown) => {
      socket.destroy();
      settle();
      reject(error);
    };
    const abort = () => giveUp(signal.reason);
    const timer =
      redialMs === undefined
        ? undefined
        : setTimeout(() => giveUp(new Error("ETIMEDOUT")), redialMs);
    const settle = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      socket.off("error", giveUp);
      // Whoever has it listens for themselves; one that was given up has nothing more to say.
      socket.on("error", () => undefined);
    };
    signal.addEventListener("abort", abort, { once: true });
    socket.once("error", giveUp);
    socket.once("connect", () => {
      settle();
      resolve(socket);
    });
  });
}
