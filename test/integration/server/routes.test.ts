import assert from "node:assert/strict";

import type { Express } from "express";

import { remoteApi, remoteViewerProxy, remoteViewerSockets } from "#core/protocol/remoteApi.ts";
import type { Api, Route, Socket } from "#core/protocol/route.ts";
import { v1Api, v1Sockets } from "#core/protocol/v1Api.ts";
import { v2Api, v2Sockets } from "#core/protocol/v2Api.ts";
import { createApp } from "#core/server/app.ts";
import { Guard } from "#core/server/auth/guard.ts";
import { BrowserLinks } from "#core/server/browser/browserLinks.ts";
import { ArchiveSpool } from "#core/server/files/archiveSpool.ts";
import { v1SocketHandlers } from "#core/server/handlers/v1.ts";
import { v2SocketHandlers } from "#core/server/handlers/v2.ts";
import { Upgrades } from "#core/server/http/upgrades.ts";
import { LiveHub } from "#core/server/live/liveHub.ts";
import { RemoteAccess } from "#core/server/remote/remoteAccess.ts";
import { SavedConnections } from "#core/server/remote/savedConnections.ts";
import { GpuWatch } from "#core/server/telemetry/gpuWatch.ts";
import { Machine } from "#core/server/telemetry/machine.ts";
import { Settings } from "#core/settings/settings.ts";
import { type Viewer, startViewer } from "#test/support/startViewer.ts";

describe("what the server has registered", () => {
  let viewer: Viewer;
  const guard = new Guard({ instance: "i", token: "t", auth: true, allowedHosts: [] });
  const log = () => {};

  before(async () => {
    viewer = await startViewer();
  });
  after(() => viewer.dispose());

  it("is the route tables and the public page files, nothing else", () => {
    const { store } = viewer;
    const live = new LiveHub(store, "i");
    const settings = new Settings(viewer.files.folder);
    const gpus = new GpuWatch({ settings: settings.config, env: {} });
    const machine = new Machine(store.root);
    const browserLinks = new BrowserLinks(guard, assert.fail);
    const archives = new ArchiveSpool(store.root);
    const about = { version: "1", settings, gpus, machine, browserLinks, archives };
    const saved = new SavedConnections(settings.savedConnections);
    const far = { remote: new RemoteAccess(assert.fail), saved, env: {} };
    const services = { store, live, guard, ...about, ...far };
    const app = createApp({ ...services, pagesFolder: "/nowhere", log });
    live.dispose();
    const inTables = [v1Api, v2Api, remoteApi, remoteViewerProxy].flatMap((api: Api) =>
      Object.values(api).map((route) => `${route.method} ${route.path}`),
    );
    const bundles = ["get /viewer.js", "get /viewer.css", "get /codicon.ttf"];
    const files = [...bundles, "get /viewerTable.js", "get /viewerTable.css"];
    const pages = ["get /", "get /compare", "get /table", "get /runs/:id", ...files];
    assert.deepEqual(registered(app).toSorted(), [...inTables, ...pages].toSorted());
  });

  it("has an authorization entry for every route and socket, and one way in without a token", () => {
    const remote = [remoteApi, remoteViewerProxy, remoteViewerSockets];
    const tables = [v1Api, v2Api, v1Sockets, v2Sockets, ...remote];
    const entries = tables.flatMap((table) => Object.entries<Route | Socket>(table));
    for (const [name, { auth }] of entries) assert.ok(["token", "ticket"].includes(auth), name);
    const open = entries.filter(([, { auth }]) => auth !== "token").map(([name]) => name);
    assert.deepEqual(open, ["createSession"]);
  });

  it("upgrades the sockets of the tables, nothing else", () => {
    const upgrades = new Upgrades(guard, log);
    const live = new LiveHub(viewer.store, "i");
    upgrades.mount(v1Sockets, v1SocketHandlers(viewer.store));
    upgrades.mount(v2Sockets, v2SocketHandlers(live));
    upgrades.passOn(remoteViewerSockets.viewerSocket.path, () => assert.fail());
    const inTables = [v1Sockets, v2Sockets, remoteViewerSockets].flatMap((table) =>
      Object.values<Socket>(table).map(({ path }) => path),
    );
    assert.deepEqual(upgrades.paths, inTables);
    live.dispose();
    upgrades.dispose();
  });
});

function registered(app: Express): string[] {
  return app.router.stack
    .flatMap(({ route }) =>
      route ? route.stack.map(({ method }) => `${method} ${route.path}`) : [],
    )
    .filter((name, i, all) => all.indexOf(name) === i);
}
