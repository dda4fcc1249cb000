import { mediaTypes } from "#core/protocol/event.ts";
import type { MetricInfo } from "#core/protocol/metric.ts";
import type { JsonNumber } from "#core/protocol/number.ts";
import type { v2RunFileApi } from "#core/protocol/v2RunFiles.ts";
import { mediaFile } from "#core/server/files/mediaFile.ts";
import { listRunFiles, runFile } from "#core/server/files/runFiles.ts";
import type { Handlers } from "#core/server/http/mount.ts";
import { noPatch, readCaptured, readPatch } from "#core/store/files/captured.ts";
import type { Store } from "#core/store/store.ts";

export function v2RunFileHandlers(store: Store): Handlers<typeof v2RunFileApi> {
  return {
    getSystem: async ({ params }) => {
      const metrics = await store.listMetrics(params.id, { source: "system" });
      return { metrics, latest: newestSample(metrics) };
    },
    getEnvironment: ({ params }) => ({
      environment: readCaptured(store.runDirectory(params.id), "environment.json"),
    }),
    getCode: async ({ params, query }) => {
      const directory = store.runDirectory(params.id);
      const patch = query.patch ? await readPatch(directory) : noPatch;
      return { code: readCaptured(directory, "code.json"), ...patch };
    },
    listEvents: ({ params, query }) => store.listEvents(params.id, query),
    listMedia: async ({ params, query }) => {
      const isMedia = (type: string) => (mediaTypes as readonly string[]).includes(type);
      const type = (query.type ?? [...mediaTypes]).filter(isMedia);
      const keys = await store.listEventKeys(params.id, mediaTypes);
      return { keys, ...(await store.listEvents(params.id, { ...query, type })) };
    },
    readMedia: ({ params }) => mediaFile(store.runDirectory(params.id), params.file),
    listFiles: ({ params }) => listRunFiles(store.runDirectory(params.id)),
    readFile: ({ params, query }) => runFile(store.runDirectory(params.id), query.path),
    readLogs: ({ params, query }) => store.readLogs(params.id, query),
  };
}

/** A sample is one line of the file, so its values have one time. */
function newestSample(metrics: readonly MetricInfo[]) {
  const ts = Math.max(...metrics.map((metric) => metric.last_at ?? -Infinity));
  if (!Number.isFinite(ts)) return null;
  const newest = metrics.filter((metric) => metric.last_at === ts);
  const values = newest.flatMap(({ key, last }): [string, JsonNumber][] =>
    last === null ? [] : [[key, last]],
  );
  return { ts, data: Object.fromEntries(values) };
}
