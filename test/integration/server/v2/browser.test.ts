import assert from "node:assert/strict";
import { once } from "node:events";
import http from "node:http";
import path from "node:path";

import { BrowserDoor } from "#core/server/browser/browserDoor.ts";
import { type Server, startServer } from "#core/server/server.ts";
import { Settings } from "#core/settings/settings.ts";
import { Store } from "#core/store/store.ts";
import { startViewer } from "#test/support/startViewer.ts";
import { TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

interface Link {
  readonly url: string;
  readonly expires_at: number;
}

describe("POST /api/v2/browser", () => {
  let files: TempStore;
  let store: Store;
  let server: Server;
  let socket = "";

  before(async () => {
    files = new TempStore();
    files.writeRun();
    socket = path.join(files.folder, "viewer.sock");
    store = await Store.open({ root: files.root, indexDir: path.join(files.folder, "index") });
    const settings = new Settings(files.folder);
    server = await startServer({ store, settings, version: "1", listen: { socket } });
  });
  after(async () => {
    await server.dispose();
    store.dispose();
    files.dispose();
  });

  const ask = (body: object) => privately<Link>(socket, server.token, "/api/v2/browser", body);

  it("opens a port for a browser where the viewer has none, the same one for all", async () => {
    const first = await ask({ path: "/#run=20260101_120000_aaaaaa" });
    const second = await ask({});
    const url = new URL(first.url);
    assert.equal(url.hostname, "127.0.0.1");
    assert.equal(new URL(second.url).port, url.port);
    assert.ok(first.expires_at > Date.now() / 1000);
    const fragment = new URLSearchParams(url.hash.slice(1));
    assert.equal(fragment.get("run"), "20260101_120000_aaaaaa");
    const ticket = fragment.get("ticket");
    const session = await fetch(`${url.origin}/api/v2/session`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ticket }),
    });
    assert.equal(session.status, 200);
    const cookie = session.headers.get("set-cookie")?.split(";")[0] ?? "";
    const runs = await fetch(`${url.origin}/api/v2/runs`, { headers: { cookie } });
    assert.equal(((await runs.json()) as { total: number }).total, 1);
    assert.equal((await fetch(`${url.origin}/api/v2/runs`)).status, 401);
  });

  it("hands out its own address where a browser can reach it", async () => {
    const viewer = await startViewer();
    try {
      const { url } = (await (await viewer.post("/api/v2/browser", { path: "/" })).json()) as Link;
      assert.equal(new URL(url).origin, viewer.base);
      for (const foreign of ["//evil.com", "/\\evil.com", "https://evil.com", "x", "/a b"]) {
        const answer = await viewer.post("/api/v2/browser", { path: foreign });
        assert.equal(answer.status, 400, foreign);
      }
    } finally {
      await viewer.dispose();
    }
  });

  it("the port closes when nobody has been there for a while, and opens again", async () => {
    const servers: http.Server[] = [];
    const newServer = () => {
      const server = http.createServer((_request, reply) => reply.end("hello"));
      servers.push(server);
      return server;
    };
    const door = new BrowserDoor({ newServer, idleMs: 300 });
    const agent = new http.Agent({ keepAlive: true });
    const [reply] = (await once(http.get(await door.open(), { agent }), "response")) as [
      http.IncomingMessage,
    ];
    reply.resume();
    await new Promise((resolve) => setTimeout(resolve, 600));
    assert.ok(servers[0]?.listening, "somebody is connected");
    agent.destroy();
    await until(() => servers[0]?.listening === false);
    assert.equal(await (await fetch(await door.open())).text(), "hello");
    await door.dispose();
  });
});

/** A POST over a private socket. */
async function privately<T>(socketPath: string, token: string, path: string, body: object) {
  const request = http.request({
    socketPath,
    path,
    method: "POST",
    headers: {
      host: "localhost",
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
    },
  });
  request.end(JSON.stringify(body));
  const [reply] = (await once(request, "response")) as [http.IncomingMessage];
  let text = "";
  for await (const chunk of reply) text += String(chunk);
  assert.equal(reply.statusCode, 200, text);
  return JSON.parse(text) as T;
}
