import type { RunDetail } from "#core/protocol/run.ts";
import { flatten } from "#webviews/shared/flatten.ts";

import { ValueTable } from "./valueTable.ts";

/** The hyper-parameters of a run. */
export class ConfigTable {
  readonly #table = new ValueTable("Config", "This run recorded no config.");
  readonly root = this.#table.root;

  update(run: RunDetail): void {
    this.#table.update(run.config, flatten);
  }
}
