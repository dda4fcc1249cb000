import { flatten } from "#core/store/files/boundedJson.ts";

import { toFieldValue } from "./fieldValue.ts";
import type { RunExtra, RunRecord } from "./runRecord.ts";

/** Configuration and summary of a run as they are kept: see `DetailRow`. */
export interface DetailTexts {
  /** The names as a JSON list; many runs share one. */
  readonly names: string;
  readonly cells: string;
  readonly extra: string;
}

/** What the rows of a run are written from; plain data, so that a thread can make it. */
export interface RunTexts extends DetailTexts {
  /** The run as JSON. */
  readonly doc: string;
}

export function runTexts({ run, extra }: RunRecord): RunTexts {
  return { doc: JSON.stringify(run), ...detailTexts(extra) };
}

export function detailTexts({ config, ...extra }: RunExtra): DetailTexts {
  const names: string[] = [];
  const cells: unknown[] = [];
  for (const [path, value] of Object.entries(config)) {
    names.push(`config.${path}`);
    cells.push(value);
  }
  for (const [path, value] of Object.entries(flatten(extra.summary))) {
    if (toFieldValue(value) === undefined) continue;
    names.push(`summary.${path}`);
    cells.push(value);
  }
  return {
    names: JSON.stringify(names),
    cells: JSON.stringify(cells),
    extra: JSON.stringify(extra),
  };
}
