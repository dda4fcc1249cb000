import type { TableState } from "./messages.ts";
import type { TableStores } from "./sources/tableSource.ts";

/** How the sources of a table are now. */
export function stateOf({ all, searched }: TableStores): Pick<TableState, "sources" | "searched"> {
  return {
    searched,
    sources: all.map(({ id, label, remote, feed }) => ({
      id,
      label,
      host: remote?.host ?? null,
      connection: remote?.isAway === true ? "lost" : feed.state,
      error: remote?.reason ?? null,
    })),
  };
}
