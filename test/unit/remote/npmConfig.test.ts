import assert from "node:assert/strict";

import { NpmConfig } from "#core/remote/viewer/npmConfig.ts";
import { TempHome } from "#test/support/remote/tempHome.ts";

describe("what npm is told of the way to its registry", () => {
  let home: TempHome;
  beforeEach(() => (home = new TempHome()));
  afterEach(() => home.dispose());

  const read = (env: NodeJS.ProcessEnv = {}) => NpmConfig.read({ HOME: home.folder, ...env });
  const proxies = ({ http_proxy, HTTPS_PROXY, NO_PROXY }: NodeJS.ProcessEnv) => [
    http_proxy,
    HTTPS_PROXY,
    NO_PROXY,
  ];

  it("its proxies are taken before those of the environment, unless they say there are none", async () => {
    const env = { HTTPS_PROXY: "http://env:1" };
    home.write(".npmrc", "registry=https://r.example/\nproxy=http://p:1\nhttps-proxy=null\n");
    assert.deepEqual(proxies((await read()).proxyEnv(env)), [
      "http://p:1",
      "http://p:1",
      undefined,
    ]);
    home.write(".npmrc", "registry=https://r.example/\nproxy=false\nnoproxy=.local\n");
    assert.deepEqual(proxies((await read()).proxyEnv(env)), [undefined, "http://env:1", ".local"]);
    const told = await read({ npm_config_https_proxy: "http://q:2" });
    assert.deepEqual(proxies(told.proxyEnv(env)), [undefined, "http://q:2", ".local"]);
  });

  it("certificates may be written into it, one or several", async () => {
    home.write(".npmrc", 'registry=https://r.example/\nca="BEGIN\\nx\\nEND"\n');
    assert.deepEqual((await read()).ca, ["BEGIN\nx\nEND"]);
    home.write(".npmrc", "registry=https://r.example/\nca[]=one\nca[]=two\ncafile=/f\n");
    const { ca, caFile } = await read();
    assert.deepEqual([ca, caFile], [["one", "two"], "/f"]);
  });
});
