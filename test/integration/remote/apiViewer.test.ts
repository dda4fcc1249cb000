import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";

import { WebSocket } from "ws";

import { LiveFrame } from "#core/protocol/live.ts";
import type { RemoteConnection } from "#core/protocol/remote.ts";
import { RemoteApi } from "#test/support/remote/remoteApi.ts";
import { RemoteMachine } from "#test/support/remote/remoteMachine.ts";
import { appendPoints } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

describe("the API of other machines: what is there", function () {
  this.timeout(60_000);
  let machine: RemoteMachine;
  let api: RemoteApi;
  let id: string;
  const sockets: WebSocket[] = [];

  before(async () => {
    machine = await RemoteMachine.start({ environments: ["train", "bare"] });
  });
  after(() => machine.dispose());
  beforeEach(async () => {
    api = await RemoteApi.start();
    api.local.trust(machine);
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.terminate();
    await api.dispose();
  });

  const connect = async () => {
    ({ connection_id: id } = await api.client.connect({ body: api.login(machine) }));
  };
  const start = async (body: object = {}) =>
    (await api.client.startViewer({ body: { connection_id: id, tunnel: false, ...body } })).viewer;

  /** Frames of a live socket, ours or a remote viewer's. */
  async function follow(address: string) {
    const frames: LiveFrame["event"][] = [];
    const socket = new WebSocket(api.viewer.base.replace("http", "ws") + address, {
      headers: { authorization: `Bearer ${api.viewer.server.token}` },
    });
    sockets.push(socket);
    socket.on("message", (data: Buffer) => {
      frames.push(LiveFrame.parse(JSON.parse(data.toString())).event);
    });
    await once(socket, "open");
    return { frames, socket };
  }

  it("environments, in every dialect, and what one of them says", async () => {
    await connect();
    const query = { connection_id: id };
    const { environments } = await api.client.listEnvironments({ query });
    assert.deepEqual(
      environments
        .map(({ name, runicorn_version: version }) => `${name} ${version !== null}`)
        .toSorted(),
      ["bare false", "system false", "train true"],
    );
    const ours = { ...query, filter: "runicorn_only" as const };
    const [train, ...others] = (await api.client.listEnvironments({ query: ours })).environments;
    assert.equal(others.length, 0);
    assert.equal(train?.storage_root, machine.root);
    const { envs } = await api.client.listCondaEnvironments({ query });
    assert.deepEqual(envs.map(({ name }) => name).toSorted(), ["bare", "system", "train"]);
    const { configs } = await api.client.listEnvironmentConfigs({ query });
    assert.deepEqual(configs["train"]?.runicornVersion, train.runicorn_version);
    const config = await api.client.getRemoteConfig({ query: { ...query, env_name: "train" } });
    assert.equal(config.storage_root, machine.root);
    assert.equal(config.defaultStorageRoot, machine.root);
    assert.equal(config.storageRootExists, true);
    assert.equal(config.homeDirectory, machine.sshd.home);
    await assert.rejects(api.client.getRemoteConfig({ query: { ...query, env_name: "$(id)" } }), {
      code: "environment_not_found",
    });
  });

  it("its folders", async () => {
    await connect();
    const query = { connection_id: id, path: "~" };
    const { path: home, items } = await api.client.listRemoteFolder({ query });
    assert.equal(home, machine.sshd.home);
    assert.ok(items.some(({ name, is_dir }) => name === "store" && is_dir));
    const there = { ...query, path: machine.root };
    assert.deepEqual(await api.client.remoteFileExists({ query: there }), {
      path: machine.root,
      exists: true,
      is_dir: true,
    });
    const nowhere = { ...query, path: "/no'where/$(touch x)" };
    assert.equal((await api.client.remoteFileExists({ query: nowhere })).exists, false);
    await assert.rejects(api.client.listRemoteFolder({ query: nowhere }), { code: "not_found" });
  });

  it("a viewer without a port: its API and its live events come through this one", async () => {
    const running = { status: "running", started_at: Date.now() / 1000, pid: process.pid };
    writeFileSync(path.join(machine.runDirectory, "status.json"), JSON.stringify(running));
    await connect();
    const { base, url, local_port, session_id, remote_root } = await start({ env_name: "train" });
    assert.deepEqual([url, local_port], [null, null]);
    assert.equal(remote_root, machine.root);
    const runs = await api.viewer.get(`${base}/api/v2/runs`);
    assert.equal(((await runs.json()) as { total: number }).total, 1);
    // By the connection's id, too, however it is encoded.
    for (const name of [id, encodeURIComponent(id), session_id]) {
      const answer = await api.viewer.get(`/api/remote/connections/${name}/viewer/api/v2/store`);
      assert.equal(((await answer.json()) as { root: string }).root, machine.root);
    }
    const { frames } = await follow(`${base}/api/v2/live`);
    await until(() => frames.some(({ type }) => type === "hello"));
    appendPoints(machine.runDirectory, [{ loss: 1.5 }], 3);
    await until(() => frames.some((event) => event.type === "points_appended"), {
      timeout: 20_000,
    });
    const missing = await api.viewer.get(`${base}/api/v2/runs/nothing`);
    assert.equal(missing.status, 404);
    assert.equal(((await missing.json()) as { error: string }).error, "run_not_found");
  });

  it("nothing but its API is under this server's name, and nothing without the token", async () => {
    await connect();
    const { base } = await start();
    for (const page of ["/", "", "/viewer.js", "/x", "/api", "//api/v2/runs", "/%61pi/v2/runs"]) {
      assert.equal((await api.viewer.get(base + page)).status, 404, page);
    }
    const answer = await api.viewer.get(`${base}/api/v2/runs`);
    assert.match(answer.headers.get("content-security-policy") ?? "", /default-src 'none'/);
    assert.equal(answer.headers.get("cache-control"), "no-store");
    assert.equal((await fetch(`${api.viewer.base}${base}/api/v2/runs`)).status, 401);
    const elsewhere = { headers: { origin: "http://evil.com" } };
    assert.equal((await fetch(`${api.viewer.base}${base}/api/v2/runs`, elsewhere)).status, 403);
  });

  it("one viewer for a root, however often it is asked for; another one for another root", async () => {
    await connect();
    const other = path.join(machine.sshd.home, "other");
    mkdirSync(other, { recursive: true });
    machine.sshd.give(other);
    const [first, same] = await Promise.all([start(), start({ remote_root: "~/store/" })]);
    assert.equal(first.session_id, same.session_id);
    assert.equal(first.pid, same.pid);
    assert.equal((await start()).pid, first.pid);
    const second = await start({ remote_root: other });
    assert.notEqual(second.session_id, first.session_id);
    const { sessions } = await api.client.viewerSessions();
    assert.deepEqual(sessions.map(({ remoteRoot }) => remoteRoot).toSorted(), [
      other,
      machine.root,
    ]);
    const runs = await api.viewer.get(`${second.base}/api/v2/runs`);
    assert.equal(((await runs.json()) as { total: number }).total, 0);
    await api.client.stopViewer({ body: { session_id: second.session_id } });
    assert.equal((await api.viewer.get(`${second.base}/api/v2/runs`)).status, 503);
    assert.equal((await api.viewer.get(`${first.base}/api/v2/runs`)).status, 200);
    const session = await api.client.viewerSession({ params: { id: first.session_id } });
    assert.equal(session.isActive, true);
  });

  it("in the words of Runicorn 0.6: connected and started at once, and the same one a second time", async () => {
    const { auth_method: _, ...login } = api.login(machine);
    const body = { ...login, remote_root: machine.root, local_port: 8099, remote_port: 8080 };
    const first = await api.client.startViewer({ body });
    const { session } = first;
    assert.equal(session.isActive, true);
    assert.equal(session.remoteRoot, machine.root);
    assert.equal(session.sshPort, machine.sshd.port);
    assert.ok(session.localPort !== null && session.localPort >= 8081);
    assert.ok((session.startedAt ?? 0) > Date.now() - 60_000);
    const second = await api.client.startViewer({ body });
    assert.equal(second.session.remotePid, session.remotePid);
    assert.equal(second.session.localPort, session.localPort);
    await api.client.stopViewer({ body: { session_id: session.sessionId } });
    const params = { id: session.sessionId };
    assert.equal((await api.client.viewerSession({ params })).status, "stopped");
  });

  it("what was found on a machine is found anew where it does not hold any more", async () => {
    await connect();
    await start();
    await api.client.removeConnection({ params: { id }, query: {} });
    const versions = path.join(machine.sshd.home, ".nvm/versions/node");
    renameSync(path.join(versions, process.version), path.join(versions, "v24.99.0"));
    await connect();
    assert.equal((await start()).status, "running");
  });

  it("whoever follows this server is told how the connection goes", async () => {
    const { frames } = await follow("/api/v2/live");
    await until(() => frames.length > 0);
    const told = () =>
      frames.flatMap((event) => (event.type === "connection_changed" ? [event.connection] : []));
    const has = (what: (connection: RemoteConnection) => boolean) =>
      until(() => told().some(what), { timeout: 20_000 });
    await connect();
    await has(({ status }) => status === "connecting");
    await has(({ status }) => status === "connected");
    await start();
    await has(({ viewer }) => viewer?.status === "starting" && viewer.progress !== null);
    await has(({ viewer }) => viewer?.status === "running");
    await has(({ clock }) => clock !== null && Math.abs(clock.offset_ms) <= clock.error_ms + 50);
    await api.client.removeConnection({ params: { id }, query: { cleanup_viewer: "True" } });
    await until(() => told().at(-1)?.status === "disconnected");
  });

  it("its log, and only what is grave of it", async () => {
    await connect();
    await start();
    const query = { connection_id: id, lines: 100 };
    // What it says comes by another way than that it is up.
    await until(async () => {
      const { logs } = await api.client.viewerLogs({ query });
      return logs.some((line) => line.includes(machine.root));
    });
    const grave = await api.client.viewerLogs({ query: { ...query, level: "error" } });
    assert.deepEqual(grave.logs, []);
  });

  it("a store nobody names, where nothing there says one, is what the machine usually has", async () => {
    const bare = await RemoteMachine.start({ environments: [] });
    try {
      writeFileSync(path.join(bare.sshd.home, ".config/runicorn/config.json"), "{}");
      api.local.trust(bare);
      const body = api.login(bare);
      const { connection_id } = await api.client.connect({ body });
      const { viewer } = await api.client.startViewer({ body: { connection_id, tunnel: false } });
      assert.equal(viewer.remote_root, path.join(bare.sshd.home, ".runicorn"));
      await assert.rejects(
        api.client.startViewer({ body: { connection_id, remote_root: "relative", tunnel: false } }),
        { code: "invalid_parameters" },
      );
    } finally {
      await bare.dispose();
    }
  });
});
