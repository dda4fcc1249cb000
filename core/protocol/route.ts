import type { z } from "zod";

/** One HTTP endpoint: its address, who may call it, what it accepts and what it returns. */
export interface Route {
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  /** An express path; `:name` parts are described by `params`. */
  readonly path: string;
  readonly summary: string;
  /** `token`: bearer token or session cookie. `ticket`: only the exchange of a one-time ticket for a session. */
  readonly auth: "token" | "ticket";
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly response: z.ZodType;
  /** The answer is a file's bytes, or a range of them, or one made for it; `response` then says nothing. */
  readonly file?: true;
  /** The answer is a file made while it is sent, to be saved; `response` then says nothing. */
  readonly download?: true;
  /** The request's body is a file, by itself or in a form's field `file`. Excludes `body`. */
  readonly upload?: true;
  /** The answer is an HTML page. */
  readonly page?: true;
  /** The answer is a `text/event-stream` without end; the data of each of its events is a `response`. */
  readonly stream?: true;
  /** The request goes on to another server as it is, which answers it; excludes `body`, and `response` says nothing. */
  readonly passedOn?: true;
  /** A second form of the answer, chosen by the `Accept` header. */
  readonly binary?: { readonly mediaType: string; readonly summary: string };
}

export type Api = Record<string, Route>;

/** One WebSocket endpoint; `frame` is what the server sends, the client sends nothing. */
export interface Socket {
  readonly path: string;
  readonly summary: string;
  readonly auth: "token";
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly frame: z.ZodType;
  /** The socket is another server's, frame by frame; `frame` then says nothing. */
  readonly passedOn?: true;
}

type Part<R, K extends "params" | "query" | "body", M extends "in" | "out"> =
  R extends Record<K, infer S extends z.ZodType>
    ? { [P in K]: M extends "in" ? z.input<S> : z.output<S> }
    : unknown;

/** The query of a call; it may be left out where nothing of it has to be said. */
type AskedQuery<R> =
  R extends Record<"query", infer S extends z.ZodType>
    ? object extends z.input<S>
      ? { query?: z.input<S> }
      : { query: z.input<S> }
    : unknown;

/** What a caller passes, before defaults are filled in. */
export type Call<R extends Route> = Part<R, "params", "in"> & AskedQuery<R> & Part<R, "body", "in">;

/** What a handler receives, parsed and with defaults filled in. */
export type Request<R extends Route> = Part<R, "params", "out"> &
  Part<R, "query", "out"> &
  Part<R, "body", "out">;

export type Response<R extends Route> = z.output<R["response"]>;
