import * as z from "zod";

/** More than any picture or table of a chart takes, in bytes. */
const mostBytes = 64 << 20;

/** A page asks the editor to save a file where the reader says: in an editor, pages cannot download anything. */
export const SaveContent = z.object({
  type: z.literal("saveContent"),
  /** As proposed to the reader. */
  name: z.string().min(1).max(200),
  content: z.custom<Uint8Array>(
    (raw) => ArrayBuffer.isView(raw) && raw.byteLength <= mostBytes && raw instanceof Uint8Array,
  ),
});
export type SaveContent = z.infer<typeof SaveContent>;
