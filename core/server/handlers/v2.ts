import { mediaTypes } from "#core/protocol/event.ts";
import { type Series, seriesColumns } from "#core/protocol/metric.ts";
import { toJsonNumber } from "#core/protocol/number.ts";
import { openApi } from "#core/protocol/openapi.ts";
import { encodeSeries } from "#core/protocol/seriesCodec.ts";
import type { v2Api, v2Sockets } from "#core/protocol/v2Api.ts";
import { readCaptured, readPatch } from "#core/store/files/captured.ts";
import type { Store } from "#core/store/store.ts";

import type { Guard } from "../guard.ts";
import type { LiveSocket } from "../liveSocket.ts";
import { mediaFile } from "../mediaFile.ts";
import type { Handlers } from "../mount.ts";
import type { SocketHandlers } from "../upgrade.ts";

export function v2Handlers(store: Store, guard: Guard, version: string): Handlers<typeof v2Api> {
  return {
    createSession({ body }, reply) {
      reply.setHeader("Set-Cookie", guard.openSession(body.ticket));
      return { success: true };
    },
    getStore: () => ({ id: store.id, root: store.root, version, ...store.counts() }),
    listExperiments: ({ query }) => ({
      projects: store.listExperiments(
        query.project === undefined ? {} : { project: query.project },
      ),
    }),
    listRuns: ({ query }) => store.listRuns(query),
    getRun: ({ params }) => store.getRun(params.id),
    editRun({ params, body }) {
      store.editor.edit(params.id, body);
      return store.getRun(params.id);
    },
    deleteRuns: async ({ body }) => ({ results: await store.editor.delete(body.ids) }),
    listDeleted: () => ({ runs: store.editor.deleted() }),
    restoreRuns: async ({ body }) => ({ results: await store.editor.restore(body.ids) }),
    purgeRuns: ({ body }) => store.editor.purge(body.ids, body.dry_run),
    getEnvironment: ({ params }) => ({
      environment: readCaptured(store.runDirectory(params.id), "environment.json"),
    }),
    getCode: async ({ params }) => {
      const directory = store.runDirectory(params.id);
      return { code: readCaptured(directory, "code.json"), ...(await readPatch(directory)) };
    },
    listEvents: ({ params, query }) => store.listEvents(params.id, query),
    listMedia: async ({ params, query }) => {
      const isMedia = (type: string) => (mediaTypes as readonly string[]).includes(type);
      const type = (query.type ?? [...mediaTypes]).filter(isMedia);
      const keys = await store.listEventKeys(params.id, mediaTypes);
      return { keys, ...(await store.listEvents(params.id, { ...query, type })) };
    },
    readMedia: ({ params }) => mediaFile(store.runDirectory(params.id), params.file),
    listMetrics: async ({ params }) => ({ metrics: await store.listMetrics(params.id) }),
    querySeries: async ({ body }) => {
      const series = await store.querySeries(body);
      return { binary: () => encodeSeries(series), json: () => ({ series: series.map(toJson) }) };
    },
    readLogs: ({ params, query }) => store.readLogs(params.id, query),
    getOpenApi: () => openApi(version),
  };
}

export function v2SocketHandlers(live: LiveSocket): SocketHandlers<typeof v2Sockets> {
  return { live: (client, { query }) => live.accept(client, query.since) };
}

function toJson(
  series: Series,
): ReturnType<typeof columnsOf> & Pick<Series, "run" | "key" | "total"> {
  const { run, key, total } = series;
  return { run, key, total, ...columnsOf(series) };
}

function columnsOf(series: Series) {
  return Object.fromEntries(
    seriesColumns.map((name) => [name, Array.from(series[name], toJsonNumber)]),
  ) as Record<(typeof seriesColumns)[number], ReturnType<typeof toJsonNumber>[]>;
}
