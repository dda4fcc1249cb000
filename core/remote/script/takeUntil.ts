import type { Readable } from "node:stream";

/** Bytes that may come before the mark. */
const maxBytes = 1024 * 1024;

/**
 * Takes what comes before a mark, and the mark, from a stream, which can be read from there on. Undefined where it ends before,
 * or where a mebibyte came without it. Rejects with the signal's reason.
 */
export function takeUntil(
  stream: Readable,
  mark: Buffer,
  signal: AbortSignal,
): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    let taken: Buffer = Buffer.alloc(0);
    const stop = () => {
      stream.off("readable", read).off("end", ended).off("close", ended);
      signal.removeEventListener("abort", aborted);
    };
    const settle = (result: Buffer | undefined) => {
      stop();
      resolve(result);
    };
    const ended = () => settle(undefined);
    const aborted = () => {
      stop();
      reject(signal.reason as Error);
    };
    const read = () => {
      for (;;) {
        const chunk = stream.read() as Buffer | null;
        if (chunk === null) return;
        taken = Buffer.concat([taken, chunk]);
        const at = taken.indexOf(mark);
        if (at !== -1) {
          settle(taken.subarray(0, at));
          if (at + mark.length < taken.length) stream.unshift(taken.subarray(at + mark.length));
          return;
        }
        if (taken.length > maxBytes) return settle(undefined);
      }
    };
    stream.on("readable", read).on("end", ended).on("close", ended);
    signal.addEventListener("abort", aborted);
    if (signal.aborted) aborted();
    else read();
  });
}
