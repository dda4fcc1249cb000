import type { Run } from "#core/protocol/run.ts";
import { runTitle as plainTitle } from "#core/protocol/runTitle.ts";

import { showControls } from "./showControls.ts";

/** What a run is called where it stands alone, as it is shown. */
export function runTitle(run: Pick<Run, "alias" | "display_name" | "run_id" | "id">): string {
  return showControls(plainTitle(run)) || run.id;
}
