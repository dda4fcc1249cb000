import { RunIndex } from "#core/store/runs/runIndex.ts";
import { SeriesIndex } from "#core/store/series/seriesIndex.ts";

import { type Driver, isDamage } from "./db.ts";
import { ForeignFileError } from "./indexFile.ts";
import { indexPlaces } from "./indexPlace.ts";

/** Both files of a root's index, in one directory. */
export interface Indexes {
  readonly runs: RunIndex;
  readonly series: SeriesIndex;
}

/** Opens the index of `root` in the first place that takes it; where none does, in memory. */
export function openIndexes(
  root: string,
  options: { indexDir?: string; driver?: Driver; log: (message: string) => void },
): Indexes {
  for (const place of indexPlaces(root, options.indexDir)) {
    try {
      return openBoth(place, options.driver);
    } catch (error) {
      // Somebody else's file, a full disk, a directory that is not as writable as it looked.
      if (!(error instanceof ForeignFileError) && !isDamage(error) && !isSystemError(error)) {
        throw error;
      }
      options.log(`The index does not go to ${place}: ${String(error)}`);
    }
  }
  options.log("No place takes the index; it is kept in memory.");
  return openBoth(undefined, options.driver);
}

function openBoth(place: string | undefined, driver: Driver | undefined): Indexes {
  const runs = new RunIndex(place, driver);
  try {
    return { runs, series: new SeriesIndex(place, driver) };
  } catch (error) {
    runs.file.close();
    throw error;
  }
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}
