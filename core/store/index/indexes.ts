import { isSystemError } from "#core/store/files/systemError.ts";
import { RunIndex } from "#core/store/runs/runIndex.ts";
import { SeriesIndex } from "#core/store/series/seriesIndex.ts";

import { type Driver, isDamage, isFullDisk } from "./db.ts";
import { ForeignFileError } from "./indexFile.ts";
import { indexPlaces } from "./indexPlace.ts";

/** Both files of a root's index, in one directory. */
export interface Indexes {
  readonly runs: RunIndex;
  readonly series: SeriesIndex;
}

/** Opens the index of `root` in the first place that takes it and is not `full`; where none does, in memory. */
export function openIndexes(
  root: string,
  options: {
    indexDir?: string | undefined;
    driver?: Driver | undefined;
    full: ReadonlySet<string>;
    log: (message: string) => void;
  },
): Indexes {
  for (const place of indexPlaces(root, options.indexDir)) {
    if (options.full.has(place)) continue;
    try {
      return openBoth(place, options.driver);
    } catch (error) {
      // Somebody else's file, a full disk, a directory that is not as writable as it looked.
      const isOfPlace = isDamage(error) || isFullDisk(error) || isSystemError(error);
      if (!(error instanceof ForeignFileError) && !isOfPlace) throw error;
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

export function closeIndexes({ runs, series }: Indexes): void {
  runs.file.close();
  series.file.close();
}

/** Closes both and deletes their files. Throws what the system says of the latter. */
export function discardIndexes({ runs, series }: Indexes): void {
  try {
    runs.file.discard();
  } finally {
    series.file.discard();
  }
}
