import * as z from "zod";

/** Names of fields with commas between them; a comma in back quotes is part of a name. */
export const FieldNames = z
  .string()
  .max(20_000)
  .transform((text) =>
    (text.match(/(?:[^,`]|`[^`]*`?)+/g) ?? []).map((name) => name.trim()).filter(Boolean),
  );
