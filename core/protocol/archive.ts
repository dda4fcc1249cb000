import * as z from "zod";

export const ArchiveFormat = z.enum(["tar.gz", "zip"]);
export type ArchiveFormat = z.infer<typeof ArchiveFormat>;

/** What an import would do. */
export const ImportPreview = z.object({
  runs: z.array(
    z.object({
      run_id: z.string(),
      /** Where it goes, relative to the root. */
      dir: z.string(),
      files: z.number(),
      bytes: z.number(),
      /** Why it stays out: a run of this id, or at this place, is here already. */
      conflict: z.enum(["exists"]).nullable(),
    }),
  ),
  /** Files of the archive that belong to no run. */
  other_files: z.number(),
});
export type ImportPreview = z.infer<typeof ImportPreview>;

export const ImportAnswer = z.object({
  imported: z.array(z.object({ id: z.string(), dir: z.string() })),
  /** Run ids that are here already. */
  skipped: z.array(z.string()),
  /** Files that have come. */
  files: z.number(),
});
export type ImportAnswer = z.infer<typeof ImportAnswer>;

/** What one run's data can be written as. */
export const DataFormat = z.enum(["csv", "json", "excel", "markdown", "html", "tensorboard"]);
export type DataFormat = z.infer<typeof DataFormat>;
