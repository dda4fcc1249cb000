import type { MediaFiles } from "./mediaFiles.ts";

/** Where media of a run are shown, and what can be done there. */
export interface MediaPlace {
  readonly files: MediaFiles;
  readonly run: string;
  /** The reader wants to have a file of the run. */
  onSave(path: string): void;
  /** Opens the run where files of any size can be shown; not there where this is that place. */
  readonly onBrowser: (() => void) | undefined;
  /** Goes on by so many steps. */
  onStep(by: number): void;
}
