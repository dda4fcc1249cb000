import assert from "node:assert/strict";

import { rawRequest, requestText } from "#test/support/rawRequest.ts";
import { type Viewer, startViewer } from "#test/support/startViewer.ts";
import { until } from "#test/support/until.ts";

describe("the log of requests", () => {
  let viewer: Viewer;
  const lines: { message: string; fields: Readonly<Record<string, unknown>> }[] = [];

  before(async () => {
    viewer = await startViewer({
      log: (_level, message, fields = {}) => lines.push({ message, fields }),
      prepare: (files) => files.writeRun(),
    });
  });
  after(() => viewer.dispose());

  it("has the id that the answer carries, on errors and refusals, too", async () => {
    for (const [path, status] of [
      ["/api/v2/runs", 200],
      ["/api/v2/runs/none", 404],
      ["/nothing", 404],
    ] as const) {
      const answer = await viewer.get(path);
      assert.equal(answer.status, status);
      const id = answer.headers.get("x-request-id") ?? assert.fail(path);
      const line = await until(() => lines.find(({ fields }) => fields["request"] === id));
      assert.equal(line.message, `GET ${path}`);
      assert.equal(line.fields["status"], status);
      assert.equal(typeof line.fields["ms"], "number");
    }
    const refused = await fetch(`${viewer.base}/api/v2/runs`);
    assert.match(refused.headers.get("x-request-id") ?? "", /^[0-9a-f]{16}$/);
  });

  it("takes the client's own id, unless it is none", async () => {
    const ask = async (id: string) => {
      const headers = { authorization: `Bearer ${viewer.server.token}`, "x-request-id": id };
      return (await fetch(`${viewer.base}/api/v2/store`, { headers })).headers.get("x-request-id");
    };
    assert.equal(await ask("mine-1.2_3"), "mine-1.2_3");
    for (const bad of ["a b", "x".repeat(65), "<script>", "a,b"]) {
      assert.match((await ask(bad)) ?? "", /^[0-9a-f]{16}$/, bad);
    }
  });

  it("a refused upgrade has one, too", async () => {
    const headers = [
      ["Host", `127.0.0.1:${viewer.port}`],
      ["Connection", "Upgrade"],
      ["Upgrade", "websocket"],
      ["X-Request-Id", "mine"],
    ] as const;
    const answer = await rawRequest(viewer.port, requestText("GET", "/api/v2/live", headers));
    assert.equal(answer.status, 401);
    assert.equal(answer.headers.get("x-request-id"), "mine");
  });

  it("says nothing of the query, the token or the cookie", async () => {
    const headers = { cookie: "runicorn_x=canary1", authorization: "Bearer canary2" };
    await fetch(`${viewer.base}/api/v2/runs?q=canary3`, { headers });
    await until(() => lines.filter(({ message }) => message === "GET /api/v2/runs").length >= 3);
    assert.doesNotMatch(JSON.stringify(lines), /canary/);
  });
});
