import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { type Viewer, startViewer } from "#test/support/startViewer.ts";

/** A request by another program, of this user or another one. */
async function askAs(uid: number | undefined, url: string): Promise<string> {
  const code = `fetch(${JSON.stringify(url)}).then(async (r) => console.log(r.status, await r.text()))`;
  const options = { ...(uid !== undefined && { uid, gid: uid }), cwd: "/", env: {} };
  return (await promisify(execFile)(process.execPath, ["-e", code], options)).stdout;
}

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

  for (const host of ["127.0.0.1", "[::ffff:127.0.0.1]"]) {
    it(`lets the programs of its user use other machines (by ${host})`, async function () {
      if (process.platform !== "linux") this.skip();
      const url = `${viewer.base}/api/remote/connections`.replace("127.0.0.1", host);
      const told = host.includes(":")
        ? await promisify(execFile)("curl", ["-s", "-H", "Host: localhost", url])
        : { stdout: await askAs(undefined, url) };
      assert.match(told.stdout, /\{"connections":\[\]\}/);
    });
  }

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
