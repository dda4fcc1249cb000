import type { v2RecycleBinApi } from "#core/protocol/v2RecycleBin.ts";
import type { Handlers } from "#core/server/http/mount.ts";
import type { Store } from "#core/store/store.ts";

export function v2RecycleBinHandlers({ editor }: Store): Handlers<typeof v2RecycleBinApi> {
  return {
    deleteRuns: async ({ body }) => ({ results: await editor.delete(body.ids) }),
    listDeleted: async () => ({ runs: await editor.deleted() }),
    restoreRuns: async ({ body }) => ({ results: await editor.restore(body.ids) }),
    purgeRuns: ({ body }) => editor.purge(body.ids, body.dry_run),
  };
}
