import * as z from "zod";

/** The one line a viewer started with `--stdio` prints: where it listens and what it wants to be shown. */
export const ViewerHello = z.object({
  listen: z.object({ socket: z.string().min(1) }),
  token: z.string().min(1),
  version: z.string(),
});
export type ViewerHello = z.infer<typeof ViewerHello>;
