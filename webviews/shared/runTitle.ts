import type { Run } from "#core/protocol/run.ts";

import { showControls } from "./showControls.ts";

/** What a run is called where it stands alone. */
export function runTitle(run: Pick<Run, "display_name" | "alias" | "run_id" | "id">): string {
  return showControls(run.display_name ?? run.alias ?? run.run_id) || run.id;
}
