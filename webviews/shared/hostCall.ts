import * as z from "zod";

import type { Client } from "#core/client/client.ts";

const Value = z.union([z.string(), z.number(), z.boolean()]);

/** What a route is called with, as it goes to the host of a page. The viewer checks what is in it once more. */
const Call = z.object({
  params: z.record(z.string(), z.string()).optional(),
  query: z.record(z.string(), Value.optional()).optional(),
  body: z.unknown().optional(),
});

/** A call of one of these routes, as a page asks its host for it. */
export interface HostCall<Route extends keyof Client> {
  readonly type: "call";
  readonly request: number;
  readonly route: Route;
  readonly call: z.infer<typeof Call>;
}

/** What the host of a page takes: calls of these routes, no others. */
export function hostCall<const Route extends keyof Client>(routes: readonly Route[]) {
  return z.object({
    type: z.literal("call"),
    request: z.int(),
    route: z.enum(routes),
    call: Call,
  });
}
