import * as z from "zod";

import { ErrorBody, V1ErrorBody } from "./errors.ts";
import { remoteApi, remoteViewerProxy, remoteViewerSockets } from "./remoteApi.ts";
import type { Api, Route, Socket } from "./route.ts";
import { v1Api, v1Sockets } from "./v1Api.ts";
import { v2Api, v2Sockets } from "./v2Api.ts";

type Json = Record<string, unknown>;

/** The OpenAPI 3.1 document of the route tables. */
export function openApi(version: string): Json {
  const paths: Record<string, Json> = {};
  for (const api of [v1Api, v2Api, remoteApi, remoteViewerProxy] as Api[]) {
    for (const [name, route] of Object.entries(api)) {
      const path = (paths[toTemplate(route.path)] ??= {});
      path[route.method] = operation(operationId(name, route.path), route);
    }
  }
  for (const sockets of [v1Sockets, v2Sockets, remoteViewerSockets] as Record<string, Socket>[]) {
    for (const [name, socket] of Object.entries(sockets)) {
      const path = (paths[toTemplate(socket.path)] ??= {});
      path["get"] = withUpgrade(path["get"] as Json | undefined, name, socket);
    }
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Runicorn viewer",
      version,
      description:
        "Answers on loopback or a private socket. The Host header must name the loopback, an Origin header the same host.",
    },
    servers: [{ url: "http://127.0.0.1:23300" }],
    paths,
    components: {
      schemas: {
        Error: toSchema(ErrorBody, "output"),
        V1Error: toSchema(V1ErrorBody, "output"),
      },
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "The token of this viewer." },
        session: {
          type: "apiKey",
          in: "cookie",
          name: "runicorn_<instance>",
          description:
            "Set by exchanging a one-time ticket; the name ends in the viewer's instance id.",
        },
      },
    },
  };
}

function operation(operationId: string, route: Route): Json {
  const errorResponse = errorOf(route.path);
  const content = contentOf(route);
  if (route.binary) {
    content[route.binary.mediaType] = {
      schema: { type: "string", format: "binary", description: route.binary.summary },
    };
  }
  return {
    operationId,
    summary: route.summary,
    security: route.auth === "token" ? byToken : [],
    ...parametersOf(route),
    ...(route.body && {
      requestBody: {
        required: true,
        content: { "application/json": { schema: toSchema(route.body, "input") } },
      },
    }),
    ...(route.upload && { requestBody: { required: true, content: uploads } }),
    responses: { 200: { description: route.summary, content }, default: errorResponse },
  };
}

function contentOf(route: Route): Json {
  if (route.file || route.download || route.passedOn)
    return { "*/*": { schema: { type: "string", format: "binary" } } };
  const schema = toSchema(route.response, "output");
  if (route.page) return { "text/html": { schema } };
  if (!route.stream) return { "application/json": { schema } };
  return { "text/event-stream": { schema: { type: "string" }, "x-event-data": schema } };
}

/** An address may answer a plain GET, too. */
function withUpgrade(get: Json | undefined, name: string, socket: Socket): Json {
  const asked = upgrade(operationId(name, socket.path), socket);
  if (!get) return asked;
  const responses = { ...(get["responses"] as Json), ...(asked["responses"] as Json) };
  return { ...get, responses, "x-websocket-frame": asked["x-websocket-frame"] };
}

/** OpenAPI has no words for WebSocket: the upgrade is a GET, what its frames hold is an extension. */
function upgrade(operationId: string, socket: Socket): Json {
  const errorResponse = errorOf(socket.path);
  return {
    operationId,
    summary: `WebSocket: ${socket.summary}`,
    security: byToken,
    ...parametersOf(socket),
    "x-websocket-frame": toSchema(socket.frame, "output"),
    responses: {
      101: { description: "The connection is a WebSocket now" },
      default: errorResponse,
    },
  };
}

const bytes = { type: "string", format: "binary" };
const uploads = {
  "application/octet-stream": { schema: bytes },
  "multipart/form-data": {
    schema: { type: "object", properties: { file: bytes }, required: ["file"] },
  },
};

const byToken = [{ token: [] }, { session: [] }];

function errorOf(path: string): Json {
  const name = path.startsWith("/api/v2/") ? "Error" : "V1Error";
  return {
    description: "What went wrong, for the person who reads it",
    content: { "application/json": { schema: { $ref: `#/components/schemas/${name}` } } },
  };
}

function parametersOf({ params, query }: Pick<Route, "params" | "query">): Json {
  const parameters = [...parametersIn("path", params), ...parametersIn("query", query)];
  return parameters.length > 0 ? { parameters } : {};
}

function parametersIn(place: "path" | "query", schema: z.ZodObject | undefined): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = toSchema(schema, "input") as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...property }]) => ({
    name,
    in: place,
    required: place === "path" || required.includes(name),
    ...(description !== undefined && { description }),
    schema: property,
  }));
}

function toSchema(schema: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return json;
}

function operationId(name: string, path: string): string {
  const isOurs = /^\/api\/(v2|remote)\//.test(path) || path === "/api/openapi.json";
  return isOurs ? name : `${name}V1`;
}

function toTemplate(path: string): string {
  return path.replace(/[:*](\w+)/g, "{$1}");
}
