import * as z from "zod";

/**
 * `<user config dir>/shared.json`, mode 0600: where the one server of a person is reached that holds their SSH connections
 * (`runicorn viewer --shared`). The same is its first and only line on stdout. Whoever opens `socket` and sends `token` as
 * bearer talks to it; whoever holds a live socket (`WS /api/v2/live`) keeps it running. It ends 60 seconds after the last one.
 */
export const SharedServer = z.object({
  /** Path of a Unix socket, or name of a Windows pipe. */
  socket: z.string().min(1),
  token: z.string().min(1),
  pid: z.int(),
  version: z.string(),
  /** ISO 8601. */
  started: z.string(),
});
export type SharedServer = z.infer<typeof SharedServer>;
