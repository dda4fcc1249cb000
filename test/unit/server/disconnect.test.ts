import assert from "node:assert/strict";

import type { HostConnection } from "#core/remote/hostConnection.ts";
import type { HostConnections } from "#core/remote/hostConnections.ts";
import { connectionHandlers } from "#core/server/remote/connectionHandlers.ts";
import { RemoteAccess } from "#core/server/remote/remoteAccess.ts";

describe("disconnecting by the words of Runicorn 0.6", () => {
  const removed: number[] = [];
  let ports: number[];
  const hosts = {
    get connections() {
      return ports.map((port) => ({
        target: { host: "gpu1", label: "gpu1", username: "dana", port },
      }));
    },
    remove: ({ target }: HostConnection) => Promise.resolve(void removed.push(target.port)),
    onChange: () => undefined,
    dispose: () => Promise.resolve(),
  };
  const remote = new RemoteAccess(() => Promise.resolve(hosts as object as HostConnections));
  const { disconnect } = connectionHandlers({ remote } as never);
  const ask = async (port: number) => {
    removed.splice(0);
    await disconnect({ body: { host: "gpu1", username: "dana", port } }, {} as never);
    return removed;
  };

  it("ends the connection to that port; 22 means the only one, as clients always say it", async () => {
    ports = [2200, 22];
    assert.deepEqual(await ask(22), [22]);
    assert.deepEqual(await ask(2200), [2200]);
    ports = [2200, 2201];
    assert.deepEqual(await ask(22), []);
    ports = [2200];
    assert.deepEqual(await ask(22), [2200]);
    assert.deepEqual(await ask(23), []);
  });

  it("goes well once what it needs could not be loaded before", async () => {
    let failures = 1;
    const again = new RemoteAccess(() =>
      failures-- > 0
        ? Promise.reject(new Error("no memory"))
        : Promise.resolve(hosts as object as HostConnections),
    );
    await assert.rejects(again.hosts(), /no memory/);
    assert.equal(await again.hosts(), hosts);
  });
});
