import { type Series, seriesColumns } from "#core/protocol/metric.ts";
import { toJsonNumber } from "#core/protocol/number.ts";
import { encodeSeries } from "#core/protocol/seriesCodec.ts";
import type { v2MetricApi } from "#core/protocol/v2Metrics.ts";
import type { Store } from "#core/store/store.ts";

import type { Handlers } from "../mount.ts";

export function v2MetricHandlers(store: Store): Handlers<typeof v2MetricApi> {
  return {
    listMetrics: async ({ params, query }) => {
      const sample = query.preview && (await store.previewMetrics(params.id, query));
      if (sample) return { metrics: sample, preview: true };
      return { metrics: await store.listMetrics(params.id, query) };
    },
    readPoints: ({ params, query }) => store.readPoints(params.id, query),
    querySeries: async ({ body }) => {
      const series = await store.querySeries(body);
      return { binary: () => encodeSeries(series), json: () => ({ series: series.map(toJson) }) };
    },
  };
}

function toJson(
  series: Series,
): ReturnType<typeof columnsOf> & Pick<Series, "run" | "key" | "total" | "preview"> {
  const { run, key, total, preview } = series;
  return { run, key, total, ...(preview === true && { preview }), ...columnsOf(series) };
}

function columnsOf(series: Series) {
  return Object.fromEntries(
    seriesColumns.map((name) => [name, Array.from(series[name], toJsonNumber)]),
  ) as Record<(typeof seriesColumns)[number], ReturnType<typeof toJsonNumber>[]>;
}
