import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { RemoteApi } from "#test/support/remote/remoteApi.ts";
import { RemoteMachine } from "#test/support/remote/remoteMachine.ts";

const password = "a password nobody may see";

describe("the API of other machines: saved ones", function () {
  this.timeout(60_000);
  let machine: RemoteMachine;
  let api: RemoteApi;

  before(async () => {
    machine = await RemoteMachine.start({ environments: [] });
    api = await RemoteApi.start();
    api.local.trust(machine);
  });
  after(async () => {
    await api.dispose();
    await machine.dispose();
  });

  const post = (route: string, body: object) => api.post(route, body);

  it("keep no secret that is sent, and lose none that was there", async () => {
    const { host, port, username, private_key_path } = api.login(machine);
    const folder = path.join(api.viewer.files.folder, "settings");
    const file = path.join(folder, "connections.json");
    mkdirSync(folder, { recursive: true });
    const old = { kind: "server", id: "1", name: "old", host, port, username, password: "gAAAAA" };
    writeFileSync(file, JSON.stringify([old, "garbage"]));
    const [shown] = (await api.client.listSavedConnections()).connections;
    assert.equal(shown?.hasSavedPassword, true);
    assert.equal(shown["password"], undefined);

    const fresh = { kind: "server", id: "2", host, port, username, password, passphrase: password };
    const connections = [shown, { ...fresh, privateKeyPath: private_key_path, extra: { a: 1 } }];
    const saved = await post("connections/saved", connections);
    assert.deepEqual(saved.body["dropped_secrets"], ["2"]);
    const written = readFileSync(file, "utf8");
    assert.ok(!written.includes(password));
    assert.ok(written.includes("gAAAAA") && written.includes("garbage"));
    const { connections: now } = await api.client.listSavedConnections();
    assert.deepEqual(
      now.map(({ id, hasSavedPassword }) => [id, hasSavedPassword]),
      [
        ["1", true],
        ["2", false],
      ],
    );
    assert.deepEqual(now[1]?.["extra"], { a: 1 });
    const connection = await post("connect", { saved_server_id: "2" });
    assert.equal(connection.status, 200, JSON.stringify(connection.body));
    const other = await post("connect", { saved_server_id: "2", username: "root" });
    assert.equal(other.status, 400);
    const { hosts } = await api.client.listHosts();
    assert.deepEqual(
      hosts.map(({ id, source }) => [id, source]),
      [
        ["1", "saved"],
        ["2", "saved"],
      ],
    );
  });
});
