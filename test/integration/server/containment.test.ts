import assert from "node:assert/strict";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";

import { remoteApi, remoteViewerProxy } from "#core/protocol/remoteApi.ts";
import type { Api, Route } from "#core/protocol/route.ts";
import { v1Api } from "#core/protocol/v1Api.ts";
import { v2Api } from "#core/protocol/v2Api.ts";
import { isFull } from "#test/faults/scale.ts";
import { rawRequest, requestText } from "#test/support/rawRequest.ts";
import { type Viewer, startViewer } from "#test/support/startViewer.ts";

const id = "20260101_120000_aaaaaa";
const secret = "what-nobody-may-read-4711";

/** Ways up and out, each to be tried in several spellings. */
const ways = [
  "..",
  "../secret.txt",
  "../../secret.txt",
  "../../../../../../../secret.txt",
  "../../../../../../../etc/passwd",
  "./../secret.txt",
  "x/../../secret.txt",
  `${id}/../../../../secret.txt`,
  "..\\secret.txt",
  "..\\..\\..\\secret.txt",
  "/etc/passwd",
  "//etc/passwd",
  "/secret.txt",
  "C:\\Windows\\win.ini",
  "\\\\server\\share\\secret.txt",
  "\\\\?\\C:\\secret.txt",
  "file:///etc/passwd",
  "secret.txt",
  "secret.txt\0.png",
  "\0",
  ".",
  "...",
  "....//secret.txt",
  "..;/secret.txt",
  ".deleted",
  ".index",
  "CON",
  "NUL.txt",
  "link",
  "link/secret.txt",
  "linked.txt",
  "hidden.png",
  "meta.json",
  "../meta.json",
  "media/../meta.json",
  "~",
  "~root",
  "$HOME",
  "%HOME%",
  "a".repeat(5000),
  "ﬀ／..／secret.txt",
  "․․/secret.txt",
  "..%c0%afsecret.txt",
  "cafe\u0301/../secret.txt",
  ...["", "media/", "linked_run/"].flatMap((start) =>
    [1, 3, 5, 7].flatMap((ups) =>
      ["secret.txt", "etc/passwd"].map((end) => start + "../".repeat(ups) + end),
    ),
  ),
  ...[" ", ".", "%20", "/", "\t", "\r\nX-Injected: 1"].map((end) => id + end),
];

/** As a client sends them: encoded once, twice, only where a URL demands it, or with the dots encoded, too. */
const spellings: readonly ((way: string) => string)[] = [
  encodeURIComponent,
  (way) => encodeURIComponent(encodeURIComponent(way)),
  (way) => encodeURI(way),
  (way) => encodeURIComponent(way).replaceAll(".", "%2e"),
  (way) => encodeURIComponent(way).replaceAll("%2F", "/").replaceAll(".", "%2E"),
  (way) => encodeURIComponent(way).replaceAll("%2F", "%c0%af"),
];

const corpus = [...new Set(ways.flatMap((way) => spellings.map((spell) => spell(way))))];

describe("a path in place of a name", function () {
  this.timeout(300_000);
  let viewer: Viewer;

  before(async () => {
    viewer = await startViewer({
      prepare(files) {
        const directory = files.writeRun({ id, points: [{ loss: 1 }], log: "line\n" });
        const outside = path.join(files.folder, "secret.txt");
        writeFileSync(outside, secret);
        writeFileSync(path.join(files.root, "secret.txt"), secret);
        mkdirSync(path.join(directory, "media"));
        for (const folder of [directory, path.join(directory, "media"), files.root]) {
          symlinkSync(files.folder, path.join(folder, "link"));
          symlinkSync(outside, path.join(folder, "linked.txt"));
        }
        symlinkSync(outside, path.join(directory, "media", "hidden.png"));
        // A run that is a way out itself.
        symlinkSync(directory, path.join(files.root, "cv", "resnet", "runs", "linked_run"));
      },
    });
  });
  after(() => viewer.dispose());

  const tables = [v1Api, v2Api, remoteApi, remoteViewerProxy];
  const routes = tables.flatMap((api: Api) => Object.values(api));
  const withNames = routes.filter((route) => route.path.includes(":"));

  async function ask(route: Route, target: string): Promise<void> {
    const headers = [
      ["Host", `127.0.0.1:${viewer.port}`],
      ["Authorization", `Bearer ${viewer.server.token}`],
      ["Connection", "close"],
      ...(route.body ? [["Content-Type", "application/json"] as const] : []),
    ] as const;
    const method = route.method.toUpperCase();
    const text = requestText(method, target, headers, route.body ? "{}" : "");
    const answer = await rawRequest(viewer.port, text);
    assert.ok(answer.status < 500, `${method} ${target}: ${answer.status} ${answer.body}`);
    assert.ok(!answer.body.includes(secret), `${method} ${target} gave it away`);
    assert.doesNotMatch(answer.body, /root:x:0/, target);
  }

  it(`leads nowhere: ${corpus.length} of them in the parts of every address`, async () => {
    assert.ok(corpus.length >= 300);
    for (const [i, route] of withNames.entries()) {
      // What names a file gets all of them; the names of runs are looked up in one way by all routes, which share them.
      const share = route.file ? 1 : isFull ? 4 : 16;
      const names = [...route.path.matchAll(/[:*]\w+/g)].map(([name]) => name);
      for (const attacked of names) {
        const target = (way: string) =>
          names.reduce(
            (left, name) => left.replace(name, name === attacked ? way : id),
            route.path,
          );
        const waiting = corpus.filter((_, n) => n % share === i % share).values();
        const work = async () => {
          for (const way of waiting) await ask(route, target(way));
        };
        await Promise.all(Array.from({ length: 6 }, work));
      }
    }
  });

  it("leads nowhere in a query or a body either", async () => {
    const asked = routes.filter(
      ({ method, query, stream }) => method === "get" && query && !stream,
    );
    const share = isFull ? 1 : 4;
    for (const [i, route] of asked.entries()) {
      const names = Object.keys(route.query?.shape ?? {});
      for (const way of ways.filter((_, n) => n % share === i % share)) {
        const query = new URLSearchParams(names.map((name) => [name, way.toWellFormed()]));
        await ask(route, `${route.path.replace(/:\w+/g, id)}?${query.toString()}`);
      }
    }
    const before = viewer.store.counts().runs;
    for (const address of ["/api/v2/runs/delete", "/api/v2/recycle-bin/purge"]) {
      const response = await viewer.post(address, { ids: ways.map((way) => way.slice(0, 200)) });
      assert.ok(response.status < 500);
    }
    assert.equal(viewer.store.counts().runs, before);
    assert.equal((await viewer.get(`/api/v2/runs/${id}`)).status, 200);
  });
});
