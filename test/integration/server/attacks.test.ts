import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";

import { remoteApi, remoteViewerProxy, remoteViewerSockets } from "#core/protocol/remoteApi.ts";
import type { Api, Socket } from "#core/protocol/route.ts";
import { v1Api, v1Sockets } from "#core/protocol/v1Api.ts";
import { v2Api, v2Sockets } from "#core/protocol/v2Api.ts";
import { isFull } from "#test/faults/scale.ts";
import { type Attack, type Header, attacksOn } from "#test/support/attacks.ts";
import { type RawAnswer, rawRequest, requestText } from "#test/support/rawRequest.ts";
import { addressOf } from "#test/support/routeAddress.ts";
import { type Viewer, startViewer } from "#test/support/startViewer.ts";

const tables: Api[] = [v1Api, v2Api, remoteApi, remoteViewerProxy];
const routes = tables.flatMap((api) => Object.values(api));
const sockets: Socket[] = [v1Sockets, v2Sockets, remoteViewerSockets].flatMap((table) =>
  Object.values<Socket>(table),
);
const pages = [
  "/",
  "/compare",
  "/runs/20260101_120000_aaaaaa",
  "/viewer.js",
  "/viewer.css",
  "/codicon.ttf",
];

const upgradeHeaders: Header[] = [
  ["Connection", "Upgrade"],
  ["Upgrade", "websocket"],
  ["Sec-WebSocket-Version", "13"],
  ["Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="],
];

describe("attacks of web pages and strangers", function () {
  this.timeout(180_000);
  let viewer: Viewer;

  before(async () => {
    viewer = await startViewer({ pagesFolder: "/nowhere", prepare: (files) => files.writeRun() });
  });
  after(() => viewer.dispose());

  /** Every address the server answers, as a request to send with more headers, to the same path or another. */
  function targets(): Target[] {
    const plain = (method: string, path: string, body: string, kind: Target["kind"]): Target => ({
      name: `${method} ${path}`,
      kind,
      send(headers, target = (same) => same) {
        const hasType = headers.some(([name]) => name === "Content-Type");
        const json: Header[] = body === "" || hasType ? [] : [["Content-Type", "application/json"]];
        const all = [...headers, ...json, ["Connection", "close"] as const];
        // Of a type of its own there has to be something.
        const text = requestText(method, target(path), all, body === "" && hasType ? "{}" : body);
        return rawRequest(viewer.port, text);
      },
    });
    return [
      ...routes.map((route) => {
        // What they are sent is not read here: it may be a file.
        const isOpaque = route.upload === true || route.passedOn === true;
        const kind = route.auth === "ticket" ? "ticket" : isOpaque ? "upload" : "route";
        return plain(route.method.toUpperCase(), addressOf(route), route.body ? "{}" : "", kind);
      }),
      ...pages.map((path) => plain("GET", path, "", "page")),
      ...sockets.map((socket): Target => ({
        name: `WS ${socket.path}`,
        kind: "socket",
        send(headers, target = (same) => same) {
          const all = [...headers, ...upgradeHeaders];
          return rawRequest(viewer.port, requestText("GET", target(addressOf(socket)), all));
        },
      })),
    ];
  }

  const host = (): Header => ["Host", `127.0.0.1:${viewer.port}`];
  const token = (): Header => ["Authorization", `Bearer ${viewer.server.token}`];

  it("is refused, each of them at every address", async () => {
    const ticket = viewer.server.issueTicket();
    const attacks = attacksOn({ port: viewer.port, token: viewer.server.token, ticket });
    assert.ok(attacks.length >= 60, `${attacks.length} attacks`);
    const all = targets();
    const tried = new Map(all.map(({ name }) => [name, 0]));
    for (const [i, attack] of attacks.entries()) {
      // The first that is refused in a way goes everywhere; the others, refused by the same check, to some in turn.
      const isFirst = attacks.findIndex((one) => isSameRefusal(one, attack)) === i;
      const share = isFull || isFirst ? 1 : 6;
      const concerned = all.filter(({ kind }) => concerns(attack, kind));
      assert.ok(concerned.length > 20);
      const victims = concerned.filter((_, n) => n % share === i % share);
      await inTurn(victims, async ({ name, send }) => {
        const answer = await send(attack.headers, attack.target);
        const what = `${attack.name} at ${name}`;
        assert.ok(
          attack.refused.includes(answer.status),
          `${what}: ${answer.status} ${answer.body}`,
        );
        assertSafe(answer, what);
        tried.set(name, (tried.get(name) ?? 0) + 1);
      });
    }
    for (const [name, times] of tried) assert.ok(times >= 8, `${name} was attacked ${times} times`);
    // The owner is not locked out by all that.
    assert.equal((await viewer.get("/api/health")).status, 200);
  });

  it("a followed link opens the page, and only the page, and not in a frame", async () => {
    const link = (dest: string): Header[] => [
      host(),
      ["Sec-Fetch-Site", "cross-site"],
      ["Sec-Fetch-Mode", "navigate"],
      ["Sec-Fetch-Dest", dest],
    ];
    for (const { name, send } of targets()) {
      assert.equal((await send(link("document"))).status, name === "GET /" ? 200 : 403, name);
      assert.equal((await send(link("iframe"))).status, 403, name);
    }
  });

  it("an address that is not there tells nothing to a stranger", async () => {
    assert.equal((await fetch(`${viewer.base}/api/secret`)).status, 401);
    assert.equal((await viewer.get("/api/secret")).status, 404);
    assert.equal((await fetch(`${viewer.base}/%2e%2e/etc/passwd`)).status, 404);
  });

  it("what is not HTTP gets an answer as safe as the others", async () => {
    const answer = await rawRequest(viewer.port, "nonsense\r\n\r\n");
    assert.equal(answer.status, 400);
    assertSafe(answer, "nonsense");
  });

  it("a refused connection ends though the client holds on to it", async () => {
    for (const refused of [
      requestText("GET", "/api/v2/live", [host(), ...upgradeHeaders]),
      "NONSENSE\r\n\r\n",
    ]) {
      const socket = net.connect({ port: viewer.port, host: "127.0.0.1", allowHalfOpen: true });
      socket.write(refused);
      socket.resume();
      await once(socket, "end");
      // What is written into a connection that is gone is an error, where a half-closed one takes it.
      const writing = setInterval(() => socket.write("x"), 50);
      await once(socket, "error");
      clearInterval(writing);
      socket.destroy();
    }
  });

  it("an upgrade at a malformed address is an error of the client", async () => {
    for (const target of ["//", "/\\\\", "//evil:x", "/api/runs/%zz/logs/ws"]) {
      const text = requestText("GET", target, [host(), token(), ...upgradeHeaders]);
      const { status } = await rawRequest(viewer.port, text);
      assert.ok(status === 400 || status === 404, `${target} gave ${status}`);
    }
  });

  it("a preflight is given no permission", async () => {
    const response = await fetch(`${viewer.base}/api/v2/runs`, {
      method: "OPTIONS",
      headers: { "access-control-request-method": "GET" },
    });
    assert.equal(response.status, 401);
    assert.equal(response.headers.get("access-control-allow-origin"), null);
  });
});

/** An address, and what is behind it. */
interface Target {
  readonly name: string;
  readonly kind: "route" | "upload" | "ticket" | "page" | "socket";
  readonly send: (
    headers: readonly Header[],
    target?: (path: string) => string,
  ) => Promise<RawAnswer>;
}

function concerns({ against }: Attack, kind: Target["kind"]): boolean {
  if (against === "token") return kind !== "page" && kind !== "ticket";
  return against === "all" || kind === "route" || kind === "ticket";
}

function isSameRefusal(one: Attack, other: Attack): boolean {
  return one.against === other.against && String(one.refused) === String(other.refused);
}

/** A few at a time. */
async function inTurn<T>(items: readonly T[], job: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values();
  const work = async () => {
    for (const item of waiting) await job(item);
  };
  await Promise.all(Array.from({ length: 6 }, work));
}

/** The headers every answer carries, and no CORS. */
function assertSafe({ headers }: RawAnswer, name: string): void {
  assert.equal(headers.get("x-content-type-options"), "nosniff", name);
  assert.equal(headers.get("cache-control"), "no-store", name);
  assert.equal(headers.get("referrer-policy"), "no-referrer", name);
  assert.equal(headers.get("cross-origin-resource-policy"), "same-origin", name);
  assert.match(headers.get("content-security-policy") ?? "", /default-src 'none'/, name);
  assert.match(headers.get("content-security-policy") ?? "", /frame-ancestors 'none'/, name);
  for (const header of headers.keys())
    assert.doesNotMatch(header, /^access-control|^x-powered|^etag/);
}
