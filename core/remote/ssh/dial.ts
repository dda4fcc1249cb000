import { type Socket, connect, isIP } from "node:net";

import { linkError } from "./linkErrors.ts";
import { pause } from "./pause.ts";

export interface DialOptions {
  readonly host: string;
  readonly port: number;
  readonly addressFamily?: 4 | 6 | undefined;
  readonly signal: AbortSignal;
  /**
   * Milliseconds after which a connection that has not come about is tried anew, and for how long in all. Without, the first
   * failure counts. No server learns of it: only a connection that is there is used, and used at once.
   */
  readonly redial?: { readonly everyMs: number; readonly forMs: number };
}

/** Every so many calls one waits so many times as long, for a way there that is slow. */
const longEvery = 4;
const longTimes = 5;

/** A TCP connection that is ours: without delay, and destroyed by whoever asked for it. Rejects with what a person can act on. */
export async function dial(options: DialOptions): Promise<Socket> {
  const { host, port, signal, redial } = options;
  const machine = port === 22 ? host : `${host}:${port}`;
  const first = performance.now();
  for (let calls = 1; ; calls += 1) {
    signal.throwIfAborted();
    const begun = performance.now();
    const limitMs = redial && redial.everyMs * (calls % longEvery === 0 ? longTimes : 1);
    try {
      return await dialOnce(options, limitMs);
    } catch (error) {
      signal.throwIfAborted();
      const now = performance.now();
      if (!redial || now - first > redial.forMs) {
        throw linkError(error as Error, { machine, greeting: "" });
      }
      await pause(redial.everyMs - (now - begun), signal);
    }
  }
}

/** The system sends its own requests again ever more rarely; a new one is quicker once the network is back. */
function dialOnce(
  { host, port, addressFamily, signal }: DialOptions,
  limitMs: number | undefined,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, family: addressFamily ?? 0, noDelay: true });
    const giveUp = (error: unknown) => {
      socket.destroy();
      settle();
      reject(error);
    };
    const abort = () => giveUp(signal.reason);
    let timer: NodeJS.Timeout | undefined;
    const limit = () => {
      if (limitMs !== undefined) {
        timer ??= setTimeout(() => giveUp(new Error("ETIMEDOUT")), limitMs);
      }
    };
    // The question for its address cannot be taken back; a second one would only wait behind it.
    if (isIP(host) === 0) socket.once("lookup", limit);
    else limit();
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
