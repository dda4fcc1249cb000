import assert from "node:assert/strict";

import { openApi } from "#core/protocol/openapi.ts";
import { docsPage } from "#core/server/browser/docsPage.ts";
import { type Viewer, startViewer } from "#test/support/startViewer.ts";

describe("GET /api/docs", () => {
  let viewer: Viewer;
  before(async () => {
    viewer = await startViewer();
  });
  after(() => viewer.dispose());

  it("lists every operation of the document, with no script and no other address", async () => {
    const answer = await viewer.get("/api/docs");
    assert.equal(answer.headers.get("content-type"), "text/html; charset=utf-8");
    const policy = answer.headers.get("content-security-policy") ?? "";
    assert.match(policy, /^default-src 'none'; style-src 'nonce-/);
    assert.match(policy, /frame-ancestors 'none'/);
    const html = await answer.text();
    const { paths } = openApi("1") as { paths: Record<string, Record<string, object>> };
    for (const operation of Object.values(paths).flatMap((path) => Object.values(path))) {
      const { operationId } = operation as { operationId: string };
      assert.ok(html.includes(`<details id="${operationId}">`), operationId);
    }
    assert.doesNotMatch(html, /<script|https?:\/\/|onclick/);
    assert.ok(html.includes(/nonce-([^']+)'/.exec(policy)?.[1] ?? "no nonce"));
    assert.equal((await fetch(`${viewer.base}/api/docs`)).status, 401);
  });

  it("takes no text for markup", () => {
    const hostile = `<script>"&'`;
    const told = { operationId: hostile, summary: hostile, parameters: [{ name: hostile }] };
    const html = docsPage(
      {
        info: { title: hostile, version: hostile, description: hostile },
        paths: { [`/api/${hostile}`]: { get: told } },
      },
      "n",
    );
    assert.doesNotMatch(html, /<script/);
  });
});
