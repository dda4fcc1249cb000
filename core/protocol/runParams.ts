import * as z from "zod";

/** What is in the address of a route that is about one run. */
export const RunParams = z.object({ id: z.string().min(1) });
