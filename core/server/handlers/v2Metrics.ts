import type { GroupsAnswer, Series, SeriesAnswer, SeriesGroup } from "#core/protocol/metric.ts";
import { toJsonNumber } from "#core/protocol/number.ts";
import { encodeGroups, encodeSeries } from "#core/protocol/seriesCodec.ts";
import type { v2MetricApi } from "#core/protocol/v2Metrics.ts";
import type { Store } from "#core/store/store.ts";

import type { Handlers } from "../mount.ts";
import { querySeriesGroups } from "../seriesGroups.ts";

export function v2MetricHandlers(store: Store): Handlers<typeof v2MetricApi> {
  return {
    listMetrics: async ({ params, query }) => {
      const sample = query.preview && (await store.previewMetrics(params.id, query));
      if (sample) return { metrics: sample, preview: true };
      return { metrics: await store.listMetrics(params.id, query) };
    },
    readPoints: ({ params, query }) => store.readPoints(params.id, query),
    querySeries: async ({ body }) => {
      if (body.group) {
        const groups = await querySeriesGroups(store, body, body.group);
        return {
          binary: () => encodeGroups(groups),
          json: () => ({ groups: groups.map(toJson) }) as unknown as GroupsAnswer,
        };
      }
      const series = await store.querySeries(body);
      return {
        binary: () => encodeSeries(series),
        json: () => ({ series: series.map(toJson) }) as unknown as SeriesAnswer,
      };
    },
  };
}

/** Columns as plain lists, numbers as JSON can have them. */
function toJson(table: Series | SeriesGroup): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(table).map(([name, value]) => [
      name,
      value instanceof Float64Array ? Array.from(value, toJsonNumber) : value,
    ]),
  );
}
