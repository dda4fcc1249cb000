import { AnyErrorBody, type ErrorCode, RunicornError, errorStatus } from "#core/protocol/errors.ts";
import type { Api, Call, Response, Route } from "#core/protocol/route.ts";

import type { Transport, TransportResponse } from "./transport.ts";

/** What one call may want besides its parts. */
export interface CallOptions {
  /** Gives the request up; the call then fails. */
  readonly signal?: AbortSignal;
  /** Milliseconds without a byte of an answer, where the usual ones are too few. */
  readonly limitMs?: number;
}

export type Methods<A extends Api> = {
  [K in keyof A]: (
    ...args: unknown extends Call<A[K]> ? [] : [call: Call<A[K]>, options?: CallOptions]
  ) => Promise<Response<A[K]>>;
};

/** A typed method per route of a table. Every failure is a `RunicornError`. */
export function createMethods<A extends Api>(transport: Transport, api: A): Methods<A> {
  return Object.fromEntries(
    Object.entries<Route>(api).map(([name, route]) => [
      name,
      async (call: Parts = {}, options: CallOptions = {}) => {
        const answer = await send(transport, route, call, "application/json", options);
        return readAnswer(route, answer);
      },
    ]),
    // Object.fromEntries forgets which name belongs to which route; the table above is what proves it.
  ) as unknown as Methods<A>;
}

interface Parts {
  params?: Record<string, string>;
  query?: Record<string, string | number | boolean | undefined>;
  body?: unknown;
}

/** Asks for a route's answer as it comes, in the form that is asked for. */
export async function send(
  transport: Transport,
  route: Route,
  { params = {}, query = {}, body }: Parts,
  accept: string,
  options: CallOptions = {},
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
    ...options,
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
  const body = AnyErrorBody.safeParse(safeJson(response));
  if (!body.success) {
    return new RunicornError(
      "service_unavailable",
      `The viewer answered ${response.status} without a reason; see its log.`,
    );
  }
  const { error, message, details } = body.data;
  return new RunicornError(
    knownCode(error, response.status),
    message,
    details === undefined ? {} : { details },
  );
}

/** For a code we do not know: the first that is answered with the same status. */
function knownCode(code: string, status: number): ErrorCode {
  const codes = Object.entries(errorStatus) as [ErrorCode, number][];
  const found =
    codes.find(([known]) => known === code) ?? codes.find(([, answers]) => answers === status);
  return found?.[0] ?? "service_unavailable";
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
