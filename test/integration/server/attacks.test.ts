import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";

import type { Api, Route, Socket } from "#core/protocol/route.ts";
import { v1Api, v1Sockets } from "#core/protocol/v1Api.ts";
import { v2Api, v2Sockets } from "#core/protocol/v2Api.ts";
import { type RawAnswer, rawRequest, requestText } from "#test/support/rawRequest.ts";
import { addressOf } from "#test/support/routeAddress.ts";
import { type Viewer, startViewer } from "#test/support/startViewer.ts";

type Header = readonly [string, string];

const routes = [v1Api, v2Api].flatMap((api: Api) => Object.values(api));
const sockets: Socket[] = [...Object.values(v1Sockets), ...Object.values(v2Sockets)];
const pages = ["/", "/viewer.js", "/viewer.css", "/codicon.ttf"];

const foreignHosts = (port: number) => [
  "evil.com",
  `evil.com:${port}`,
  "127.0.0.1.evil.com",
  "localhost.evil.com",
  `10.0.0.1:${port}`,
  "127.1",
  "127.0.0.2",
  "0x7f.1",
  "0x7f000001",
  "2130706433",
  "0.0.0.0",
  "[::]",
  "[::ffff:127.0.0.1]",
  "127.0.0.1.",
  "localhost.",
  `localhost.:${port}`,
  "localhost:",
  "localhost:x",
  "localhost:123456",
  "user@localhost",
  "localhost@evil.com",
  "localhost, evil.com",
  "localhost/",
  "xlocalhost",
  "LOCALHOST.EVIL.COM",
  "",
];

const foreignOrigins = (port: number) => [
  "null",
  "",
  "http://evil.com",
  `https://127.0.0.1:${port}`,
  "http://127.0.0.1",
  `http://127.0.0.1:${port + 1}`,
  `http://localhost:${port}`,
  `http://127.0.0.1:${port}/`,
  `http://127.0.0.1:${port}.evil.com`,
  "vscode-webview://abc",
  "file://",
];

const upgradeHeaders: Header[] = [
  ["Connection", "Upgrade"],
  ["Upgrade", "websocket"],
  ["Sec-WebSocket-Version", "13"],
  ["Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="],
];

describe("attacks of web pages and strangers", function () {
  this.timeout(60_000);
  let viewer: Viewer;

  before(async () => {
    viewer = await startViewer({ pagesFolder: "/nowhere", prepare: (files) => files.writeRun() });
  });
  after(() => viewer.dispose());

  /** Every address the server answers, as a request to send with more headers. */
  function targets(): { name: string; readonly send: (headers: Header[]) => Promise<RawAnswer> }[] {
    const plain = [...routes.map(request), ...pages.map((path) => ["GET", path, ""] as const)];
    return [
      ...plain.map(([method, path, body]) => ({
        name: `${method} ${path}`,
        send: (headers: Header[]) => {
          const json: Header[] = body === "" ? [] : [["Content-Type", "application/json"]];
          const text = requestText(
            method,
            path,
            [...headers, ...json, ["Connection", "close"]],
            body,
          );
          return rawRequest(viewer.port, text);
        },
      })),
      ...sockets.map((socket) => ({
        name: `WS ${socket.path}`,
        send: (headers: Header[]) =>
          rawRequest(
            viewer.port,
            requestText("GET", addressOf(socket), [...headers, ...upgradeHeaders]),
          ),
      })),
    ];
  }

  const host = (): Header => ["Host", `127.0.0.1:${viewer.port}`];
  const token = (): Header => ["Authorization", `Bearer ${viewer.server.token}`];

  async function expectEverywhere(status: number, headers: Header[], only = targets()) {
    for (const { name, send } of only) {
      const answer = await send(headers);
      assert.equal(
        answer.status,
        status,
        `${name} with ${JSON.stringify(headers)}: ${answer.body}`,
      );
      assertSafe(answer, name);
    }
  }

  it("a foreign Host is refused everywhere, even with the token", async () => {
    for (const bad of foreignHosts(viewer.port))
      await expectEverywhere(421, [["Host", bad], token()]);
  });

  it("so is a missing one, and two", async () => {
    await expectEverywhere(421, [token()]);
    await expectEverywhere(421, [host(), ["Host", "evil.com"], token()]);
    await expectEverywhere(421, [["Host", "evil.com"], host(), token()]);
    await expectEverywhere(421, [host(), host(), token()]);
  });

  it("so is an absolute address in the request line", async () => {
    for (const target of [
      "http://evil.com/api/health",
      `http://127.0.0.1:${viewer.port}/api/health`,
    ]) {
      const text = requestText("GET", target, [host(), token(), ["Connection", "close"]]);
      assert.equal((await rawRequest(viewer.port, text)).status, 421);
    }
  });

  it("a foreign Origin is refused everywhere, even with the token", async () => {
    for (const bad of foreignOrigins(viewer.port)) {
      await expectEverywhere(403, [host(), ["Origin", bad], token()]);
    }
  });

  it("a browser's cross-site request is refused everywhere, even with the token", async () => {
    for (const site of ["cross-site", "same-site", "", "same-origin, cross-site"]) {
      await expectEverywhere(403, [host(), ["Sec-Fetch-Site", site], token()]);
    }
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

  it("without a token, or with a wrong one, nothing but the page's own files is given", async () => {
    const guarded = targets().filter(({ name }) => name.includes("/api/") && !/session/.test(name));
    assert.equal(guarded.length, routes.length - 1 + sockets.length);
    await expectEverywhere(401, [host()], guarded);
    const wrong: Header[][] = [
      [["Authorization", "Bearer wrong"]],
      [["Authorization", "Bearer "]],
      [["Authorization", viewer.server.token]],
      [["Authorization", `Basic ${viewer.server.token}`]],
      [["Cookie", `runicorn_x=${viewer.server.token}`]],
      [["Cookie", viewer.server.token]],
    ];
    for (const headers of wrong) {
      for (const { name, send } of guarded) {
        const { status } = await send([host(), ...headers]);
        assert.ok(
          status === 401 || status === 429,
          `${name} with ${String(headers[0])}: ${status}`,
        );
      }
    }
    await expectEverywhere(401, [host()], guarded);
  });

  it("a token in the address is not looked at", async () => {
    const address = `/api/health?token=${viewer.server.token}`;
    const text = requestText("GET", address, [host(), ["Connection", "close"]]);
    assert.equal((await rawRequest(viewer.port, text)).status, 401);
  });

  it("a body a form could send is refused", async () => {
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]) {
      for (const route of routes) {
        const headers: Header[] = [
          host(),
          token(),
          ["Content-Type", type],
          ["Connection", "close"],
        ];
        const text = requestText(route.method.toUpperCase(), addressOf(route), headers, "{}");
        assert.equal((await rawRequest(viewer.port, text)).status, 415, `${route.path} ${type}`);
      }
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

function request(route: Route): readonly [method: string, path: string, body: string] {
  return [route.method.toUpperCase(), addressOf(route), route.body ? "{}" : ""];
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
