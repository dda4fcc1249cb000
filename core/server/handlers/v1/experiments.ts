import type { Run } from "#core/protocol/run.ts";
import { runWords } from "#core/protocol/runWords.ts";
import type { v1ExperimentApi } from "#core/protocol/v1Experiments.ts";
import type { Handlers } from "#core/server/http/mount.ts";
import { readCaptured } from "#core/store/files/captured.ts";
import type { Store } from "#core/store/store.ts";

import type { V1RunList } from "./runList.ts";

export function v1ExperimentHandlers(
  store: Store,
  runs: V1RunList,
): Handlers<typeof v1ExperimentApi> {
  return {
    tagExperiment({ body: { run_id, tags, append } }) {
      const before = append ? store.getRun(run_id).tags : [];
      store.editor.edit(run_id, { tags: [...before, ...tags] });
      return { ok: true, run_id, tags: store.getRun(run_id).tags };
    },
    async searchExperiments({ query }) {
      const { text, tags = [], project, status, archived, limit } = query;
      const isWanted = (run: Run) =>
        (archived === undefined || run.archived === archived) &&
        tags.every((tag) => run.tags.includes(tag)) &&
        (text === undefined || runWords(run).includes(text.toLowerCase()));
      const found: Run[] = [];
      let total = 0;
      for await (const run of runs.each({ project, status })) {
        if (!isWanted(run)) continue;
        if (found.length < limit) found.push(run);
        total++;
      }
      return { experiments: found.map((run) => runs.toV1(run)), total };
    },
    async deleteExperiments({ query }) {
      const results = await store.editor.delete(query.run_ids);
      const count = Object.values(results).filter(({ success }) => success).length;
      return { deleted_count: count, results, message: `Soft deleted ${count} runs` };
    },
    getEnvironment({ params }) {
      const environment = readCaptured(store.runDirectory(params.id), "environment.json");
      return environment ? { available: true, environment } : { available: false };
    },
  };
}
