import * as z from "zod";

/** Page to host: how the reader set up their charts, for pages that are opened later. The pages alone know what is in it. */
export const KeepBoard = z.object({
  type: z.literal("keepBoard"),
  board: z.record(z.string(), z.unknown()),
});
export type KeepBoard = z.infer<typeof KeepBoard>;
