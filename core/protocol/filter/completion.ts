import * as z from "zod";

export const CompletionQuery = z.object({
  q: z.string().max(10_000).default(""),
  /** Where in `q`, in UTF-16 units; its end by default. */
  cursor: z.coerce.number().int().min(0).max(10_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type CompletionQuery = z.infer<typeof CompletionQuery>;

export const Completion = z.object({
  /** The part of `q` that a candidate takes the place of, in UTF-16 units. */
  start: z.int(),
  end: z.int(),
  candidates: z.array(
    z.object({
      text: z.string(),
      kind: z.enum(["field", "operator", "value", "word"]),
      /** Runs that have this field or value. */
      count: z.int().optional(),
    }),
  ),
  /** Why the whole of `q` cannot be understood yet, and the part that is wrong. */
  error: z.object({ message: z.string(), start: z.int(), end: z.int() }).nullable(),
});
export type Completion = z.infer<typeof Completion>;
