import type { v2RunApi } from "#core/protocol/v2Runs.ts";
import { type Handlers, JsonText } from "#core/server/http/mount.ts";
import type { Store } from "#core/store/store.ts";

export function v2RunHandlers(store: Store): Handlers<typeof v2RunApi> {
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
    getRun: ({ params }) => store.getRun(params.id),
    editRun({ params, body }) {
      store.editor.edit(params.id, body);
      return store.getRun(params.id);
    },
  };
}
