import type { Series, SeriesGroup } from "#core/protocol/metric.ts";
import type { Call } from "#core/protocol/route.ts";
import { decodeGroups, decodeSeries, seriesMediaType } from "#core/protocol/seriesCodec.ts";
import type { SeriesQuery } from "#core/protocol/seriesQuery.ts";
import { v2Api } from "#core/protocol/v2Api.ts";

import { createMethods, type Methods, send } from "./methods.ts";
import type { Transport } from "./transport.ts";

/** A typed method per V2 route. Every failure is a `RunicornError`. */
export type Client = Omit<
  Methods<typeof v2Api>,
  "querySeries" | "readMedia" | "readFile" | "liveEvents" | "getDocs"
> & {
  /** Asks for the binary form, so the columns arrive as typed arrays. */
  querySeries(query: SeriesQueryInput): Promise<Series[]>;
  /** The same route with `group`: a curve with a band for each group of runs. */
  queryGroups(query: GroupsQueryInput): Promise<SeriesGroup[]>;
  /** All of a file of the run's media folder. */
  readMedia(call: Call<typeof v2Api.readMedia>): Promise<Uint8Array>;
  /** All of a file of the run's directory. */
  readFile(call: Call<typeof v2Api.readFile>): Promise<Uint8Array>;
};

type SeriesQueryInput = Omit<Partial<SeriesQuery>, "group"> & Pick<SeriesQuery, "series">;
type GroupsQueryInput = Partial<SeriesQuery> & Required<Pick<SeriesQuery, "series" | "group">>;

export function createClient(transport: Transport): Client {
  const sendQuery = async (body: Partial<SeriesQuery>): Promise<Uint8Array> =>
    (await send(transport, v2Api.querySeries, { body }, seriesMediaType)).body;
  return {
    ...createMethods(transport, v2Api),
    async readMedia(call) {
      return (await send(transport, v2Api.readMedia, call, "*/*")).body;
    },
    async readFile(call) {
      return (await send(transport, v2Api.readFile, call, "*/*")).body;
    },
    querySeries: async (query) => decodeSeries(await sendQuery(query)),
    queryGroups: async (query) => decodeGroups(await sendQuery(query)),
  };
}
