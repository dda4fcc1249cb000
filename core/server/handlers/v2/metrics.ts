import { toJsonNumber } from "#core/protocol/number.ts";
import { encodeGroups, encodeSeries } from "#core/protocol/seriesCodec.ts";
import type { v2MetricApi } from "#core/protocol/v2Metrics.ts";
import { type Handlers, JsonText } from "#core/server/http/mount.ts";
import type { Store } from "#core/store/store.ts";

import { querySeriesGroups } from "./querySeriesGroups.ts";

export function v2MetricHandlers(store: Store): Handlers<typeof v2MetricApi> {
  return {
    listMetrics: async ({ params, query }) => {
      const sample = query.preview && (await store.previewMetrics(params.id, query));
      if (sample) return { metrics: sample, preview: true };
      return store.readMetrics(params.id, query);
    },
    readPoints: ({ params, query }) => store.readPoints(params.id, query),
    querySeries: async ({ body }) => {
      if (body.group) {
        const groups = await querySeriesGroups(store, body, body.group);
        return {
          binary: () => encodeGroups(groups),
          json: () => new JsonText(tablesToJson("groups", groups)),
        };
      }
      const series = await store.querySeries(body);
      return {
        binary: () => encodeSeries(series),
        json: () => new JsonText(tablesToJson("series", series)),
      };
    },
  };
}

/** Many thousand numbers: written at once, where JSON.stringify would look at each twice. */
function tablesToJson(list: string, tables: readonly object[]): string {
  const texts = tables.map((table) => {
    const fields = Object.entries(table).flatMap(([name, value]: [string, unknown]) => {
      if (value === undefined) return [];
      const text = value instanceof Float64Array ? columnToJson(value) : JSON.stringify(value);
      return [`${JSON.stringify(name)}:${text}`];
    });
    return `{${fields.join(",")}}`;
  });
  return `{"${list}":[${texts.join(",")}]}`;
}

function columnToJson(column: Float64Array): string {
  if (column.every((value) => Number.isFinite(value))) return `[${column.join(",")}]`;
  return JSON.stringify(Array.from(column, toJsonNumber));
}
