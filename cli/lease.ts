import type { Readable } from "node:stream";

/** Milliseconds of silence after which whoever asked for the viewer counts as gone. */
export const leaseMs = 90_000;

/** Resolves when `stdin` closes, or is silent for longer than the lease. Any line is a sign of life. */
export function leaseEnd(stdin: Readable, lease = leaseMs): Promise<string> {
  return new Promise((resolve) => {
    const end = (why: string) => {
      clearTimeout(timer);
      resolve(why);
    };
    const timer = setTimeout(() => end("no sign of life from the one who started it"), lease);
    stdin.on("data", () => timer.refresh());
    stdin.on("end", () => end("its input was closed"));
    stdin.on("close", () => end("its input was closed"));
    stdin.on("error", () => end("its input broke"));
    stdin.resume();
  });
}
