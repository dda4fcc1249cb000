import type { Client } from "#core/client/client.ts";
import type { Series } from "#core/protocol/metric.ts";
import type { SeriesQuery } from "#core/protocol/seriesQuery.ts";

/** Asks for curves of a machine whose clock is ahead of ours by some seconds, in times of ours. */
export async function queryByOurClock(
  client: Pick<Client, "querySeries">,
  query: SeriesQuery,
  ahead: number,
): Promise<readonly Series[]> {
  if (query.x !== "time" || ahead === 0) return client.querySeries(query);
  const { min, max } = query.range ?? {};
  const range = {
    ...(min !== undefined && { min: min + ahead }),
    ...(max !== undefined && { max: max + ahead }),
  };
  const series = await client.querySeries({ ...query, ...(query.range && { range }) });
  return series.map((one) => ({
    ...one,
    x_first: one.x_first.map((x) => x - ahead),
    x_last: one.x_last.map((x) => x - ahead),
  }));
}
