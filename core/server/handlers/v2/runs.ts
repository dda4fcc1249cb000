import type { RunDetail } from "#core/protocol/run.ts";
import type { v2RunApi } from "#core/protocol/v2Runs.ts";
import { type Handlers, JsonText } from "#core/server/http/mount.ts";
import { readTraceback } from "#core/store/files/traceback.ts";
import type { Store } from "#core/store/store.ts";

export function v2RunHandlers(store: Store): Handlers<typeof v2RunApi> {
  const read = (id: string): RunDetail => {
    const run = store.getRun(id);
    const hasFailed = run.status === "failed" || run.status === "interrupted";
    return { ...run, traceback: hasFailed ? readTraceback(store.runDirectory(id)) : null };
  };
  return {
    listExperiments: ({ query }) => ({
      projects: store.listExperiments(
        query.project === undefined ? {} : { project: query.project },
      ),
    }),
    listRuns: async ({ query }) => new JsonText(await store.runs.listJson(query)),
    groupRuns: ({ query }) => store.runs.groups(query),
    listFacets: ({ query }) => store.runs.facets(query),
    listColumns: ({ query }) => store.runs.columns(query),
    completeFilter: ({ query }) => store.runs.complete(query),
    getRun: ({ params }) => read(params.id),
    editRun({ params, body }) {
      store.editor.edit(params.id, body);
      return read(params.id);
    },
  };
}
