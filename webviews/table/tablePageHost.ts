import type { FromPage, ToPage } from "./messages.ts";
import type { TableView } from "./view.ts";

/** What a page keeps of itself: how the table is shown, and which of its runs are selected. */
interface KeptTable extends TableView {
  readonly selected: readonly string[];
}

/** What stands behind the page: the editor, or the session in the same browser page. */
export interface TablePageHost {
  post(message: FromPage): void;
  listen(listener: (message: ToPage) => void): { dispose(): void };
  /** What `keep` was last called with, in this page or an earlier one. */
  kept(): unknown;
  keep(table: KeptTable): void;
  /** Address of the page that this one was reached from, where there is one. */
  readonly home?: string;
}

/** References of the runs that were selected. */
export function selectedIn(kept: unknown): unknown {
  return typeof kept === "object" && kept !== null && "selected" in kept ? kept.selected : [];
}
