import { readFileSync } from "node:fs";

import * as z from "zod";

import type { JsonSchema } from "./valueOf.ts";

/** One operation of the OpenAPI document. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  /** With `{name}` parts. */
  readonly path: string;
  readonly parameters: readonly { name: string; in: "path" | "query"; schema: JsonSchema }[];
  readonly body: JsonSchema | undefined;
  /** Media types of a body that is a file. */
  readonly uploadTypes: readonly string[];
  /** A WebSocket's: what its frames hold. */
  readonly frame: z.ZodType | undefined;
  /** What an answer with this status and of this media type must hold; undefined where the document knows no such answer. */
  answer(status: number, mediaType: string): z.ZodType | undefined;
}

type Schema = Extract<Parameters<typeof z.fromJSONSchema>[0], object>;

interface Content {
  readonly schema: Schema;
  readonly "x-event-data"?: Schema;
}

interface RawOperation {
  readonly operationId: string;
  readonly parameters?: Operation["parameters"];
  readonly requestBody?: { content: Record<string, { schema: JsonSchema }> };
  readonly responses: Record<string, { content?: Record<string, Content> }>;
  readonly "x-websocket-frame"?: Schema;
}

interface Document {
  readonly paths: Record<string, Record<string, RawOperation>>;
  readonly components: { schemas: Record<string, Schema> };
}

/** What the committed document says, and nothing else: the server is judged by what clients are told. */
export function readApiDocument(): Operation[] {
  const document = JSON.parse(readFileSync("docs/openapi.json", "utf8")) as Document;
  const toType = (schema: Schema): z.ZodType => {
    const name = schema.$ref?.split("/").at(-1);
    return z.fromJSONSchema(
      name === undefined ? schema : (document.components.schemas[name] ?? {}),
    );
  };
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, raw]) => {
      const types = new Map<string, z.ZodType>();
      for (const [status, { content = {} }] of Object.entries(raw.responses)) {
        for (const [mediaType, { schema, "x-event-data": data }] of Object.entries(content)) {
          // Of a file's bytes there is nothing to check.
          const type = mediaType === "*/*" ? z.unknown() : toType(data ?? schema);
          types.set(`${status} ${mediaType}`, type);
        }
      }
      const frame = raw["x-websocket-frame"];
      return {
        id: raw.operationId,
        method: method.toUpperCase(),
        path,
        parameters: raw.parameters ?? [],
        body: raw.requestBody?.content["application/json"]?.schema,
        uploadTypes: Object.keys(raw.requestBody?.content ?? {}).filter(
          (type) => !/json/.test(type),
        ),
        frame: frame && toType(frame),
        answer(status: number, mediaType: string) {
          const key = status < 400 ? "200" : "default";
          return types.get(`${key} ${mediaType}`) ?? types.get(`${key} */*`);
        },
      };
    }),
  );
}
