import type { ClientChannel } from "ssh2";

/** How a command ended: its code, or the signal that ended it. */
export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
}

/**
 * Resolves when a command's channel is closed; to undefined where the connection ended before the command did. To be called
 * at once, as all of a short command may come in one piece.
 */
export function exitOf(channel: ClientChannel): Promise<Exit | undefined> {
  return new Promise((resolve) => {
    let exit: Exit | undefined;
    channel.on("exit", (code: number | null, signal?: string) => {
      exit = { code, signal: signal ?? null };
    });
    channel.on("close", () => resolve(exit));
  });
}
