import { ErrorBody, RunicornError } from "#core/protocol/errors.ts";
import type { Series, SeriesGroup } from "#core/protocol/metric.ts";
import type { Api, Call, Response, Route } from "#core/protocol/route.ts";
import { decodeGroups, decodeSeries, seriesMediaType } from "#core/protocol/seriesCodec.ts";
import type { SeriesQuery } from "#core/protocol/seriesQuery.ts";
import { v2Api } from "#core/protocol/v2Api.ts";

import type { Transport, TransportResponse } from "./transport.ts";

type Methods<A extends Api> = {
  [K in keyof A]: (
    ...args: unknown extends Call<A[K]> ? [] : [call: Call<A[K]>]
  ) => Promise<Response<A[K]>>;
};

/** A typed method per V2 route. Every failure is a `RunicornError`. */
export type Client = Omit<
  Methods<typeof v2Api>,
  "querySeries" | "readMedia" | "liveEvents" | "getDocs"
> & {
  /** Asks for the binary form, so the columns arrive as typed arrays. */
  querySeries(query: SeriesQueryInput): Promise<Series[]>;
  /** The same route with `group`: a curve with a band for each group of runs. */
  queryGroups(query: GroupsQueryInput): Promise<SeriesGroup[]>;
  /** All of a file of the run's media folder. */
  readMedia(call: Call<typeof v2Api.readMedia>): Promise<Uint8Array>;
};

type SeriesQueryInput = Omit<Partial<SeriesQuery>, "group"> & Pick<SeriesQuery, "series">;
type GroupsQueryInput = Partial<SeriesQuery> & Required<Pick<SeriesQuery, "series" | "group">>;

export function createClient(transport: Transport): Client {
  const methods = Object.fromEntries(
    Object.entries<Route>(v2Api).map(([name, route]) => [
      name,
      async (call: Parts = {}) => {
        const answer = await send(transport, route, call, "application/json");
        return readAnswer(route, answer);
      },
    ]),
    // Object.fromEntries forgets which name belongs to which route; the table above is what proves it.
  ) as unknown as Methods<typeof v2Api>;
  const sendQuery = async (body: Partial<SeriesQuery>): Promise<Uint8Array> =>
    (await send(transport, v2Api.querySeries, { body }, seriesMediaType)).body;
  return {
    ...methods,
    async readMedia(call) {
      return (await send(transport, v2Api.readMedia, call, "*/*")).body;
    },
    querySeries: async (query) => decodeSeries(await sendQuery(query)),
    queryGroups: async (query) => decodeGroups(await sendQuery(query)),
  };
}

interface Parts {
  params?: Record<string, string>;
  query?: Record<string, string | number | boolean | undefined>;
  body?: unknown;
}

async function send(
  transport: Transport,
  route: Route,
  { params = {}, query = {}, body }: Parts,
  accept: string,
): Promise<TransportResponse> {
  const path = route.path.replace(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(params[name] ?? ""),
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) search.set(name, String(value));
  }
  const response = await transport.request({
    method: route.method.toUpperCase(),
    path: search.size > 0 ? `${path}?${search.toString()}` : path,
    accept,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (response.status >= 400) throw toError(response);
  return response;
}

function readAnswer(route: Route, response: TransportResponse): unknown {
  try {
    return route.response.parse(parseJson(response));
  } catch (cause) {
    throw new RunicornError(
      "internal_error",
      "The viewer's answer makes no sense here; it may be of another version.",
      { cause },
    );
  }
}

/** What an answer of 400 or more says. */
export function toError(response: Omit<TransportResponse, "contentType">): RunicornError {
  const body = ErrorBody.safeParse(safeJson(response));
  if (!body.success) {
    return new RunicornError(
      "service_unavailable",
      `The viewer answered ${response.status} without a reason; see its log.`,
    );
  }
  const { error, message, details } = body.data;
  return new RunicornError(error, message, details === undefined ? {} : { details });
}

function safeJson(response: Pick<TransportResponse, "body">): unknown {
  try {
    return parseJson(response);
  } catch {
    return undefined;
  }
}

function parseJson(response: Pick<TransportResponse, "body">): unknown {
  return JSON.parse(new TextDecoder().decode(response.body));
}
