import type { EachResult, RunEdit } from "#core/protocol/edit.ts";
import { RunicornError } from "#core/protocol/errors.ts";
import type { RunDetail } from "#core/protocol/run.ts";
import type { Store } from "#core/store/store.ts";

import { findRun } from "./withStore.ts";

/** Edits runs one by one; what fails for one keeps no other from being edited. */
export function editEach(
  store: Store,
  ids: readonly string[],
  edit: (run: RunDetail) => RunEdit,
): EachResult {
  const results = new Map<string, EachResult[string]>();
  for (const id of ids) {
    try {
      store.editor.edit(id, edit(findRun(store, id)));
      results.set(id, { success: true });
    } catch (error) {
      if (!RunicornError.is(error) || error.code === "store_read_only") throw error;
      results.set(id, { success: false, error: error.message });
    }
  }
  return Object.fromEntries(results);
}
