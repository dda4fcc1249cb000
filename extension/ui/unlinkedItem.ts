import type { QuickPickItem } from "vscode";

import { unlinked } from "./sentence.ts";

/** An item of a quick pick whose description and detail hold no address that the editor would make a link of. */
export function unlinkedItem<T extends QuickPickItem>(item: T): T {
  return {
    ...item,
    ...(item.description !== undefined && { description: unlinked(item.description) }),
    ...(item.detail !== undefined && { detail: unlinked(item.detail) }),
  };
}
