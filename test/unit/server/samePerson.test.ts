import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import net from "node:net";
import { promisify } from "node:util";

import { peerUid } from "#core/server/auth/peerUid.ts";
import { type Viewer, startViewer } from "#test/support/startViewer.ts";
import { until } from "#test/support/until.ts";

/** A request by another program, of this user or another one. */
async function askAs(uid: number | undefined, url: string): Promise<string> {
  const code = `fetch(${JSON.stringify(url)}).then(async (r) => console.log(r.status, await r.text()))`;
  const options = { ...(uid !== undefined && { uid, gid: uid }), cwd: "/", env: {} };
  return (await promisify(execFile)(process.execPath, ["-e", code], options)).stdout;
}

describe("the other end of a connection", () => {
  for (const [listening, host] of [
    ["127.0.0.1", "127.0.0.1"],
    ["::1", "::1"],
    ["::", "127.0.0.1"],
    ["127.0.0.1", "::ffff:127.0.0.1"],
  ] as const) {
    it(`is ours, by ${host} to ${listening}`, async function () {
      if (process.platform !== "linux") this.skip();
      const server = net.createServer().listen(0, listening);
      const failure = await Promise.race([once(server, "listening"), once(server, "error")]);
      // Not every machine speaks IPv6.
      if (failure[0] instanceof Error) this.skip();
      const client = net.connect((server.address() as net.AddressInfo).port, host);
      try {
        const [socket] = (await once(server, "connection")) as [net.Socket];
        assert.equal(await peerUid(socket), process.geteuid?.());
        client.end();
        await until(async () => (await peerUid(socket)) === undefined);
        socket.destroy();
      } finally {
        client.destroy();
        server.close();
      }
    });
  }
});

describe("a viewer that wants no token", function () {
  this.timeout(20_000);
  const said: string[] = [];
  let viewer: Viewer;
  before(async () => {
    const log = (level: string, message: string) => void said.push(`${level}: ${message}`);
    viewer = await startViewer({ auth: false, log });
  });
  after(() => viewer.dispose());

  it("says so when it starts", () => {
    assert.match(said.join("\n"), /^warn: Without a token, every user .* can read and change/m);
  });

  it("lets the programs of its user use other machines", async () => {
    const told = await askAs(undefined, `${viewer.base}/api/remote/connections`);
    assert.match(told, /^200 \{"connections":\[\]\}/);
  });

  it("does not let those of another user, who may read runs only", async function () {
    if (process.platform !== "linux" || process.getuid?.() !== 0) this.skip();
    const stranger = 65_534;
    assert.match(await askAs(stranger, `${viewer.base}/api/v2/runs`), /^200 /);
    for (const route of ["connections", "known-hosts/list", "connections/x/viewer/api/v2/runs"]) {
      const answer = await askAs(stranger, `${viewer.base}/api/remote/${route}`);
      assert.match(answer, /^401 .*only programs of the user who started it/, route);
    }
  });
});
