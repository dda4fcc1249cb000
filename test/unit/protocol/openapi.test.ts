import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { openApi } from "#core/protocol/openapi.ts";
import { remoteApi, remoteViewerProxy, remoteViewerSockets } from "#core/protocol/remoteApi.ts";
import type { Route, Socket } from "#core/protocol/route.ts";
import { v1Api, v1Sockets } from "#core/protocol/v1Api.ts";
import { v2Api, v2Sockets } from "#core/protocol/v2Api.ts";

const read = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"));

describe("the OpenAPI document", () => {
  const { version } = read("package.json") as { version: string };
  const document = openApi(version) as {
    paths: Record<string, Record<string, { operationId: string; security: object[] }>>;
  };

  it("is committed as the route tables have it; else run `npm run openapi`", () => {
    assert.deepEqual(read("docs/openapi.json"), JSON.parse(JSON.stringify(document)));
  });

  it("describes every route and socket, under a name of its own, with who may call it", () => {
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
    const remote = [remoteApi, remoteViewerProxy, remoteViewerSockets];
    const tables: Record<string, Route | Socket>[] = [
      v1Api,
      v2Api,
      v1Sockets,
      v2Sockets,
      ...remote,
    ];
    // A socket shares the operation of a route at its address.
    const addresses = tables
      .flatMap((table) => Object.values(table))
      .map((entry) => `${"method" in entry ? entry.method : "get"} ${entry.path}`);
    assert.equal(operations.length, new Set(addresses).size);
    assert.equal(new Set(operations.map((o) => o.operationId)).size, operations.length);
    const open = operations.filter((o) => o.security.length === 0).map((o) => o.operationId);
    assert.deepEqual(open, ["createSession"]);
  });
});
