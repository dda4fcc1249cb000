import * as fc from "fast-check";

import type { Operation } from "./apiDocument.ts";
import { type JsonSchema, nearValueOf, valueOf } from "./valueOf.ts";

export interface ApiRequest {
  readonly method: string;
  /** Path and query as they go over the wire. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** Encoded as they are: what a client that encodes properly would never send. */
const hostileParts = [
  "..",
  "%2e%2e",
  "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
  "..%2f..%2f..%2fetc%2fpasswd",
  "..%5c..%5cwindows",
  "%252e%252e%252f",
  "%00",
  "a%00.json",
  "C%3A%5C",
  "%5C%5Cserver%5Cshare",
  "CON",
  "x%20",
  ".",
  ".deleted",
  "%ff%fe",
  "%e2%80%ae",
  "a;b=c",
  "x".repeat(3000),
  "%F0%9F%A6%84".repeat(50),
];

const badQueries = [
  "&&&=",
  "a=b=c",
  "limit=1&limit=2",
  "x%00=1",
  "%zz=1",
  "limit[]=1",
  "__proto__=1",
];

const header = fc.record(
  {
    accept: fc.constantFrom(
      "application/json",
      "application/vnd.runicorn.series",
      "*/*",
      "text/html",
      "x/y;q=7",
    ),
    range: fc.constantFrom("bytes=0-", "bytes=5-2", "bytes=-1", "bytes=0-1,4-5", "lines=1", "x"),
    "if-none-match": fc.constantFrom("*", '"0-0"', "x"),
    "last-event-id": fc.constantFrom("a.1", "0", "x".repeat(300)),
    "content-encoding": fc.constantFrom("identity", "gzip"),
  },
  { requiredKeys: [] },
);

/** Requests of an operation: such as it asks for, nearly such, and hostile ones. */
export function anyRequest(
  operation: Operation,
  word: fc.Arbitrary<string>,
): fc.Arbitrary<ApiRequest> {
  const { method, path, parameters, body, uploadTypes } = operation;
  const isUpload = uploadTypes.length > 0;
  const part = fc.oneof(
    { weight: 6, arbitrary: word.map(encodeURIComponent) },
    { weight: 1, arbitrary: fc.constantFrom(...hostileParts) },
    {
      weight: 1,
      arbitrary: fc.string({ unit: "binary-ascii", minLength: 1 }).map(encodeURIComponent),
    },
  );
  const names = [...path.matchAll(/\{\w+\}/g)].map(([name]) => name);
  const parts = fc.tuple(...names.map(() => part.map((text) => text || "%20")));
  const asked = parameters.filter((one) => one.in === "query");
  const query = fc.record(
    Object.fromEntries(asked.map(({ name, schema }) => [name, queryValue(schema, word)])),
    { requiredKeys: [] },
  );
  return fc
    .record({
      parts,
      query,
      badQuery: fc.option(fc.constantFrom(...badQueries), { freq: 15 }),
      headers: fc.oneof({ weight: 4, arbitrary: fc.constant({}) }, header),
      method: fc.oneof(
        { weight: 30, arbitrary: fc.constant(method) },
        fc.constantFrom("HEAD", "OPTIONS", "PUT", "DELETE", "PATCH"),
      ),
      body: body ? bodyText(body, word) : isUpload ? anyFile : fc.constant(undefined),
      type: fc.oneof(
        {
          weight: 20,
          arbitrary: fc.constantFrom(...(isUpload ? uploadTypes : ["application/json"])),
        },
        fc.constantFrom(
          "text/plain",
          "application/json; charset=latin1",
          "multipart/form-data",
          "",
        ),
      ),
    })
    .map(({ parts: filled, query: values, badQuery, headers, method: verb, body: text, type }) => {
      const search = new URLSearchParams(values as Record<string, string>).toString();
      const all = [search, badQuery ?? ""].filter((some) => some !== "").join("&");
      const target = names.reduce(
        (left, name, i) => left.replace(name, () => filled[i] ?? ""),
        path,
      );
      return {
        method: verb,
        target: all === "" ? target : `${target}?${all}`,
        headers: {
          ...headers,
          ...(text !== undefined && type !== "" && { "content-type": bounded(type) }),
        },
        body: text,
      };
    });
}

/** Nothing that could be an archive; those that nearly are, have tests of their own. */
const anyFile = fc.oneof(
  fc.string({ unit: "binary-ascii", maxLength: 200 }),
  fc
    .string({ unit: "binary-ascii", maxLength: 100 })
    .map(
      (text) => `--x\r\nContent-Disposition: form-data; name="file"\r\n\r\n${text}\r\n--x--\r\n`,
    ),
  fc.constantFrom("PK\u0003\u0004", "\u001f\u008b\b", "--x--", ""),
);

function bounded(type: string): string {
  return type.startsWith("multipart") ? `${type}; boundary=x` : type;
}

function queryValue(schema: JsonSchema, word: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .oneof(
      { weight: 4, arbitrary: valueOf(schema, word) },
      { weight: 1, arbitrary: nearValueOf(schema, word) },
    )
    .map((value) => (typeof value === "string" ? value : JSON.stringify(value)).toWellFormed());
}

function bodyText(
  schema: JsonSchema,
  word: fc.Arbitrary<string>,
): fc.Arbitrary<string | undefined> {
  return fc.oneof(
    { weight: 5, arbitrary: valueOf(schema, word).map((value) => JSON.stringify(value)) },
    { weight: 4, arbitrary: nearValueOf(schema, word).map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: fc.json({ maxDepth: 4 }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        undefined,
        "",
        "{",
        "nul",
        "[".repeat(20_000),
        '{"__proto__":{"ids":[]}}',
        '{"a":1,"a":2}',
        "\u0000",
      ),
    },
  );
}
