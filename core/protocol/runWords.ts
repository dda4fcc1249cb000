import type { Run } from "./run.ts";

/** All that a person calls a run, in lower case, to look for a text in. */
export function runWords({ id, project, name, display_name, alias, notes, tags }: Run): string {
  return [id, project, name, display_name, alias, notes, ...tags].join("\n").toLowerCase();
}
