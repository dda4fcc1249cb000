import type { Writable } from "node:stream";

/**
 * Sends what is written in one turn of the event loop at once. The library writes each of its packets in three pieces, and each
 * of those would travel, and wake the other side, by itself.
 */
export function writeByTurn(stream: Writable): void {
  const write = stream.write.bind(stream) as (...written: unknown[]) => boolean;
  stream.write = (...written: unknown[]) => {
    if (stream.writableCorked === 0) {
      stream.cork();
      process.nextTick(() => stream.uncork());
    }
    return write(...written);
  };
}
