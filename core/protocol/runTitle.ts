import type { Run } from "./run.ts";

/** What a run is called where it stands alone: as it was named last by a person, else as its script named it, else its id. */
export function runTitle(run: Pick<Run, "alias" | "display_name" | "run_id">): string {
  // An older Runicorn clears an alias by an empty one.
  return run.alias || run.display_name || run.run_id;
}
