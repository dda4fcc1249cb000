import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import net, { type AddressInfo } from "node:net";
import path from "node:path";

import { RunicornError } from "#core/protocol/errors.ts";
import { HostKey, Interaction } from "#core/protocol/remote.ts";
import { RemoteApi } from "#test/support/remote/remoteApi.ts";
import { RemoteMachine } from "#test/support/remote/remoteMachine.ts";
import { until } from "#test/support/until.ts";

const password = "a password nobody may see";

describe("the API of other machines: connecting", function () {
  this.timeout(60_000);
  let machine: RemoteMachine;
  let api: RemoteApi;

  before(async () => {
    machine = await RemoteMachine.start({ environments: [], password });
  });
  after(() => machine.dispose());
  beforeEach(async () => {
    api = await RemoteApi.start();
    api.local.trust(machine);
  });
  afterEach(async () => {
    await api.dispose();
    assert.ok(!api.said.join("\n").includes(password), "a secret was told");
  });

  const post = (route: string, body: object) => api.post(route, body);
  const failure = async (promise: Promise<unknown>): Promise<RunicornError> => {
    const error: unknown = await promise.then(
      () => assert.fail("it did not fail"),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof RunicornError);
    return error;
  };

  it("in the words of Runicorn 0.6: twice is once, and it is ended by name", async () => {
    const { host, port, username, private_key_path } = api.login(machine);
    const body = { host, port, username, private_key_path };
    const first = await post("connect", body);
    assert.equal(first.status, 200, JSON.stringify(first.body));
    const { ok, connection_id, connected } = first.body;
    assert.deepEqual([ok, connected], [true, true]);
    assert.equal(connection_id, `${username}@${host}:${port}`);
    assert.equal((await post("connect", body)).body["connection_id"], connection_id);
    assert.deepEqual(await api.client.listSessions(), {
      sessions: [{ key: connection_id, host, port, username, connected: true }],
    });
    const status = await api.client.remoteStatus();
    assert.deepEqual([status.connection_count, status.viewer_session_count], [1, 0]);
    const named = { host, port, username };
    assert.deepEqual((await post("disconnect", named)).body, {
      ok: true,
      message: "Connection removed",
    });
    assert.equal((await post("disconnect", named)).body["ok"], false);
    assert.deepEqual((await api.client.listConnections()).connections, []);
  });

  it("by an alias of the ssh configuration, whose port counts though a client always names 22", async () => {
    const { host, port, username, private_key_path } = api.login(machine);
    const config = `Host gpu\n HostName ${host}\n Port ${port}\n User ${username}\n IdentityFile ${private_key_path}\n`;
    writeFileSync(path.join(api.local.home, ".ssh", "config"), config, { mode: 0o600 });
    const { hosts } = await api.client.listHosts();
    assert.deepEqual(
      hosts.map(({ name, source }) => [name, source]),
      [["gpu", "config"]],
    );
    const connection = await api.client.connect({ body: { host: "gpu", port: 22 } });
    assert.equal(connection.label, "gpu");
    assert.equal(connection.port, port);
    assert.match(connection.server_info?.server_version ?? "", /OpenSSH/);
    assert.ok((await api.client.ping({ query: connection })).latency_ms > 0);
  });

  it("a key nobody knows is confirmed first, and can be forgotten again", async () => {
    writeFileSync(path.join(api.local.home, ".ssh", "known_hosts"), "");
    const body = api.login(machine);
    const refused = await post("connect", body);
    assert.equal(refused.status, 409);
    assert.equal(refused.body["error"], "HOST_KEY_CONFIRMATION_REQUIRED");
    const detail = refused.body["detail"] as { code: string; host_key: unknown };
    assert.equal(detail.code, "HOST_KEY_CONFIRMATION_REQUIRED");
    const key = HostKey.parse(detail.host_key);
    assert.equal(key.reason, "unknown");
    assert.equal(key.fingerprint_sha256, machine.sshd.hostKeys[0]?.fingerprint);
    assert.deepEqual((await api.client.listConnections()).connections, []);

    const { host, port, key_type, public_key, fingerprint_sha256 } = key;
    const named = { host, port, key_type, public_key };
    const wrong = { ...named, fingerprint_sha256: `${fingerprint_sha256}x` };
    assert.deepEqual(
      [(await post("known-hosts/accept", wrong)).status, (await post("connect", body)).status],
      [400, 409],
    );
    await api.client.acceptHostKey({ body: { ...named, fingerprint_sha256 } });
    const connection = await api.client.connect({ body });
    const { entries } = await api.client.listKnownHosts();
    assert.deepEqual(
      entries.map((entry) => [entry.host, entry.port, entry.fingerprint_sha256]),
      [[host, port, fingerprint_sha256]],
    );
    await api.client.removeConnection({ params: { id: connection.connection_id }, query: {} });
    assert.equal((await api.client.removeHostKey({ body: { host, port } })).changed, true);
    assert.equal((await post("connect", body)).status, 409);
  });

  it("a password is asked for, wrong ones again, and is told to nobody", async () => {
    const { host, port, username } = api.login(machine);
    const body = { host, port, username, auth_method: "interactive" as const };
    const questionOf = async (promise: Promise<unknown>) => {
      const error = await failure(promise);
      assert.equal(error.code, "INTERACTION_REQUIRED", error.message);
      return Interaction.parse(error.details);
    };
    const first = await questionOf(api.client.connect({ body }));
    assert.equal(first.username, username);
    assert.deepEqual(
      first.prompts.map(({ echo }) => echo),
      [false],
    );
    assert.ok(first.expires_at > Date.now() / 1000);
    const [waiting] = (await api.client.listConnections()).connections;
    assert.equal(waiting?.status, "connecting");
    // Another window that comes now has the same question.
    const same = await questionOf(api.client.connect({ body }));
    assert.equal(same.interaction_id, first.interaction_id);
    const wrong = { interaction_id: first.interaction_id, answers: ["wrong"] };
    const second = await questionOf(api.client.connect({ body: wrong }));
    const right = { interaction_id: second.interaction_id, answers: [password] };
    const connection = await api.client.connect({ body: right });
    assert.equal(connection.status, "connected");
    assert.equal((await failure(api.client.connect({ body: right }))).code, "connection_not_found");
  });

  it("a question can be left unanswered, and a request that is given up ends the attempt", async () => {
    const { host, port, username } = api.login(machine);
    const body = { host, port, username, auth_method: "interactive" as const };
    const asked = await failure(api.client.connect({ body }));
    const { interaction_id } = Interaction.parse(asked.details);
    const left = await failure(api.client.connect({ body: { interaction_id, answers: null } }));
    assert.equal(left.code, "authentication_failed");
    assert.deepEqual((await api.client.listConnections()).connections, []);

    const silent = net.createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => silent.once("listening", resolve));
    const { port: nobody } = silent.address() as AddressInfo;
    const ending = new AbortController();
    const request = api.client.connect(
      { body: { ...body, port: nobody } },
      { signal: ending.signal },
    );
    await until(async () => (await api.client.listConnections()).connections.length === 1);
    ending.abort();
    await assert.rejects(request);
    await until(async () => (await api.client.listConnections()).connections.length === 0);
    silent.close();
  });

  it("what goes wrong is told by its code and a sentence", async () => {
    const good = api.login(machine);
    const silent = net.createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => silent.once("listening", resolve));
    const { port: nobody } = silent.address() as AddressInfo;
    const wrongPassword = { ...good, auth_method: "password", password: "wrong" };
    const cases: [object, number, string][] = [
      [{}, 400, "invalid_parameters"],
      [{ ...good, host: "-oProxyCommand=touch" }, 400, "invalid_parameters"],
      [{ ...good, port: 70_000 }, 400, "invalid_parameters"],
      [wrongPassword, 401, "authentication_failed"],
      [{ ...good, auth_method: "agent" }, 401, "authentication_failed"],
      [{ ...good, port: nobody, timeout: 1 }, 408, "connection_timeout"],
      [{ ...good, port: 1 }, 503, "service_unavailable"],
      [{ interaction_id: "unknown" }, 404, "connection_not_found"],
      [{ saved_server_id: "unknown" }, 404, "connection_not_found"],
    ];
    for (const [body, status, error] of cases) {
      const answer = await post("connect", body);
      assert.deepEqual(
        [answer.status, answer.body["error"]],
        [status, error],
        JSON.stringify(body),
      );
      assert.equal(answer.body["success"], false);
      assert.match(String(answer.body["message"]), /^[\w✖“].{10,}/);
    }
    silent.close();
    for (const route of [
      "environments",
      "config",
      "ping",
      "health",
      "viewer/status",
      "viewer/logs",
    ]) {
      const response = await api.viewer.get(`/api/remote/${route}?connection_id=nobody@nowhere:22`);
      assert.equal(response.status, 404, route);
    }
  });
});
