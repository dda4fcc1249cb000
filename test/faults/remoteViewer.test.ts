import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import type { ViewerTransport } from "#core/remote/viewer/remoteViewerProcess.ts";
import { FakeRegistry, tarballOf } from "#test/support/remote/fakeRegistry.ts";
import { askViewer, RemoteHost, thisMachine } from "#test/support/remote/remoteHost.ts";
import type { SshdOptions } from "#test/support/sshd/startSshd.ts";

import { note } from "./results.ts";
import { isFull } from "./scale.ts";

type Config = NonNullable<SshdOptions["config"]>;

/** Configurations of sshd besides those of test/integration/remote/viewer.test.ts, with the way to the viewer that is left. */
const configs: Record<string, [Config, ViewerTransport]> = {
  // It means sockets, too.
  "no TCP forwarding": [{ AllowTcpForwarding: "no" }, "bridge"],
  "neither TCP nor sockets": [
    { AllowTcpForwarding: "no", AllowStreamLocalForwarding: "no" },
    "bridge",
  ],
  "no port but one": [{ AllowStreamLocalForwarding: "no", PermitOpen: "127.0.0.1:1" }, "bridge"],
  "remote forwarding only": [
    { AllowTcpForwarding: "remote", AllowStreamLocalForwarding: "remote" },
    "bridge",
  ],
  "one session": [{ MaxSessions: "1" }, "socket"],
  "no forwarding": [{ DisableForwarding: "yes" }, "bridge"],
};

// Each way by itself is an integration test.
if (isFull) {
  describe("faults: a viewer where little is allowed, or there", function () {
    this.timeout(300_000);
    let host: RemoteHost | undefined;

    afterEach(() => host?.dispose());

    it("is reached in the way that sshd leaves", async () => {
      for (const [name, [config, transport]] of Object.entries(configs)) {
        host = await RemoteHost.start({ config });
        const viewer = await host.startViewer(await host.connect());
        assert.equal((await askViewer(viewer, "/api/v2/runs")).status, 200, name);
        assert.equal(viewer.status.transport, transport, name);
        await host.dispose();
        host = undefined;
      }
      note({
        fault: `sshd with ${Object.keys(configs).join(", ")}`,
        sdk: "remote viewer",
        tried: Object.keys(configs).length,
        found: "each answered, in the best way that was left",
      });
    });

    it("brings a whole Node, which runs it, and finds it there the next time", async () => {
      const registry = await FakeRegistry.start();
      const name = `node-${process.platform}-${process.arch}`;
      const program = readFileSync(process.execPath);
      registry.add(name, process.versions.node, await tarballOf({ "package/bin/node": program }));
      const env = { npm_config_registry: registry.url };
      host = await RemoteHost.start({}, { env, findings: { ...thisMachine, nodes: [] } });
      const session = await host.connect();
      const messages: string[] = [];
      const onProgress = (message: string) => messages.push(message);
      const begun = performance.now();
      const viewer = await host.startViewer(session, { onProgress });
      const seconds = (performance.now() - begun) / 1000;
      assert.equal((await askViewer(viewer, "/api/v2/runs")).status, 200);
      const [folder = ""] = readdirSync(path.join(host.sshd.home, ".runicorn/node"));
      assert.match(folder, new RegExp(`^${process.versions.node}-linux-`));
      assert.ok(messages.some((message) => message.startsWith("Uploading Node.js")));
      await viewer.stop();
      messages.length = 0;
      const again = await host.startViewer(session, { onProgress });
      assert.equal((await askViewer(again, "/api/v2/runs")).status, 200);
      assert.ok(!messages.some((message) => message.startsWith("Uploading")));
      registry.dispose();
      note({
        fault: "no Node on the other machine",
        sdk: "remote viewer",
        tried: 1,
        found: `Node ${process.versions.node} (${Math.round(program.length / 1e6)} MB) fetched, uploaded and running in ${seconds.toFixed(0)} s`,
      });
    });
  });
}
