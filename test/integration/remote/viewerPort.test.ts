import assert from "node:assert/strict";
import { once } from "node:events";
import http, { type IncomingMessage } from "node:http";

import { WebSocket } from "ws";

import { RemoteApi } from "#test/support/remote/remoteApi.ts";
import { RemoteMachine } from "#test/support/remote/remoteMachine.ts";

describe("the local port of a viewer on another machine", function () {
  this.timeout(60_000);
  let machine: RemoteMachine;
  let api: RemoteApi;
  let id: string;
  let link: URL;
  let cookie: string;

  before(async () => {
    machine = await RemoteMachine.start({ environments: [] });
    api = await RemoteApi.start({ pagesFolder: "/nowhere" });
    api.local.trust(machine);
    ({ connection_id: id } = await api.client.connect({ body: api.login(machine) }));
    const { viewer } = await api.client.startViewer({ body: { connection_id: id } });
    link = new URL(viewer.url ?? assert.fail());
  });
  after(async () => {
    await api.dispose();
    await machine.dispose();
  });

  const signIn = (ticket: string | null, headers: Record<string, string> = {}) =>
    fetch(`${link.origin}/api/v2/session`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ ticket }),
    });
  const ticketOf = (url: URL) => new URLSearchParams(url.hash.slice(1)).get("ticket");

  it("is on this machine only, and one of those it usually is", () => {
    assert.equal(link.hostname, "127.0.0.1");
    assert.ok(Number(link.port) >= 8081, link.href);
  });

  it("opens for a ticket, once", async () => {
    assert.equal((await fetch(`${link.origin}/api/v2/runs`)).status, 401);
    const opened = await signIn(ticketOf(link));
    assert.equal(opened.status, 200);
    cookie = opened.headers.get("set-cookie")?.split(";")[0] ?? "";
    assert.match(opened.headers.get("set-cookie") ?? "", /HttpOnly; SameSite=Strict/);
    assert.equal((await signIn(ticketOf(link))).status, 401);
    const runs = await fetch(`${link.origin}/api/v2/runs`, { headers: { cookie } });
    assert.equal(((await runs.json()) as { total: number }).total, 1);
    assert.equal(runs.headers.get("set-cookie"), null);
  });

  it("serves that viewer's own page, with the rights it asks for", async () => {
    const page = await fetch(link.origin);
    assert.equal(page.status, 200);
    assert.match(page.headers.get("content-security-policy") ?? "", /script-src 'self' 'nonce-/);
    assert.match(await page.text(), /viewer\.js/);
    assert.equal((await fetch(`${link.origin}/viewer.js`)).status, 200);
    assert.equal((await fetch(`${link.origin}/other`)).status, 401);
  });

  it("hands out further links", async () => {
    const body = { connection_id: id, path: "/#run=a" };
    const { url, expires_at } = await api.client.openViewer({ body });
    assert.equal(new URL(url).origin, link.origin);
    assert.ok(expires_at > Date.now() / 1000);
    assert.equal(new URLSearchParams(new URL(url).hash.slice(1)).get("run"), "a");
    assert.equal((await signIn(ticketOf(new URL(url)))).status, 200);
  });

  it("answers to no other name and no other site, and to nobody with this server's own token", async () => {
    const ask = async (headers: Record<string, string>) => {
      const request = http.get({
        host: "127.0.0.1",
        port: link.port,
        path: "/api/v2/runs",
        headers: { cookie, ...headers },
      });
      const [reply] = (await once(request, "response")) as [IncomingMessage];
      reply.resume();
      return reply.statusCode;
    };
    assert.equal(await ask({}), 200);
    assert.equal(await ask({ host: "evil.com" }), 421);
    assert.equal(await ask({ origin: "http://evil.com" }), 403);
    assert.equal(await ask({ "sec-fetch-site": "cross-site" }), 403);
    const bearer = { authorization: `Bearer ${api.viewer.server.token}` };
    assert.equal(await ask({ ...bearer, cookie: "" }), 401);
    assert.equal((await signIn(null)).status, 400);
    assert.equal((await signIn("x", { "content-type": "text/plain" })).status, 415);
    assert.equal((await signIn("x".repeat(5000))).status, 413);
  });

  it("carries live sockets of those who may", async () => {
    const address = `${link.origin.replace("http", "ws")}/api/v2/live`;
    const stranger = new WebSocket(address);
    stranger.on("error", () => {});
    const [, refused] = (await once(stranger, "unexpected-response")) as [unknown, IncomingMessage];
    assert.equal(refused.statusCode, 401);
    const client = new WebSocket(address, { headers: { cookie } });
    const [data] = (await once(client, "message")) as [Buffer];
    assert.match(data.toString(), /"hello"/);
    client.terminate();
  });

  it("a second start is told that it runs; it closes with its viewer", async () => {
    const again = api.client.startViewer({ body: { connection_id: id } });
    await assert.rejects(again, { code: "viewer_already_running" });
    await api.client.stopViewer({ body: { connection_id: id } });
    await assert.rejects(fetch(link.origin));
  });
});
