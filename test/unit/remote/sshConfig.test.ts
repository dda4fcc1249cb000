import assert from "node:assert/strict";
import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";

import { askSsh } from "#core/remote/config/askSsh.ts";
import { listConfigHosts } from "#core/remote/config/configHosts.ts";
import { resolveTarget } from "#core/remote/config/resolveTarget.ts";
import { TempHome } from "#test/support/remote/tempHome.ts";

describe("The SSH configuration", function () {
  this.timeout(20_000);
  let home: TempHome;
  beforeEach(() => (home = new TempHome()));
  afterEach(() => home.dispose());

  const config = (text: string) => home.write(".ssh/config", text);

  it("without ssh, what Match exec would run is not run, and counts as not met", async () => {
    const marker = path.join(home.folder, "touched");
    config(`
Match exec "touch ${marker}"
  Port 1
Match !exec "touch ${marker}"
  Port 2
Match host gpu exec "touch ${marker}" user ada
  Port 3
Match localnetwork 10.0.0.0/8
  Port 4
Match all
  Port 5
`);
    const { port } = await resolveTarget("gpu", {}, home.bareEnv);
    assert.deepEqual([port, existsSync(marker)], [5, false]);
  });

  it("with ssh, the person's own Match exec counts; that of a folder somebody works in does not", async () => {
    config('Match exec "true"\n  Port 2222\n');
    assert.equal((await resolveTarget("gpu", {}, home.env)).port, 2222);
    const before = process.cwd();
    const workspace = new TempHome();
    const marker = path.join(workspace.folder, "touched");
    workspace.write("config", `Match exec "touch ${marker}"\n`);
    workspace.write(".ssh/config", `Match exec "touch ${marker}"\n`);
    workspace.write("ssh", `#!/bin/sh\ntouch ${marker}\n`, 0o755);
    process.chdir(workspace.folder);
    try {
      await resolveTarget("gpu", {}, { ...home.env, PATH: `.:${process.env["PATH"]}` });
      assert.ok(!existsSync(marker));
    } finally {
      process.chdir(before);
      workspace.dispose();
    }
  });

  it("that never answers is given up", async () => {
    config('Match exec "sleep 15"\n  Port 2222\n');
    await assert.rejects(askSsh({ host: "gpu" }, home.env, 700), {
      code: "connection_timeout",
      message: /Match exec/,
    });
  });

  it("waits with Match final until the name is known", async () => {
    config("Match final host gpu.lab\n  Port 2222\nHost gpu\n  HostName gpu.lab\n");
    for (const env of [home.env, home.bareEnv]) {
      assert.equal((await resolveTarget("gpu", {}, env)).port, 2222);
      assert.equal((await resolveTarget("gpu.other", {}, env)).port, 22);
    }
  });

  it("lists the hosts it has blocks for, those of included files among them", async () => {
    assert.deepEqual(await listConfigHosts(home.env), []);
    home.write(".ssh/conf.d/b", "Host b1 B2\n");
    home.write(".ssh/conf.d/a", "Host a1\nInclude ~/more\n");
    home.write(".ssh/conf.d/.hidden", "Host hidden\n");
    home.write("more", "host=more1\nMatch host x\nHost * !not\n");
    config(`
# Host comment
Host first 10.0.0.1 gpu* !first ?x "quoted name" -option
  Include conf.d/*
Include missing conf.d/a
Host a1 last # Host comment
Host "unclosed
`);
    assert.deepEqual(await listConfigHosts(home.env), [
      "first",
      "10.0.0.1",
      "a1",
      "more1",
      "b1",
      "B2",
      "last",
    ]);
  });

  it("comes to an end however large it is, whatever it includes", async () => {
    config("Include ~/.ssh/config\nHost a\n");
    await assert.rejects(listConfigHosts(home.env), { message: /Include/ });
    await assert.rejects(resolveTarget("a", {}, home.bareEnv), { message: /Include/ });
    for (const name of ["x", "y"]) home.write(`many/${name}`, "Include ~/many/*\n");
    config("Include ~/many/*\n");
    await assert.rejects(listConfigHosts(home.env), { message: /Include/ });
    config(Array.from({ length: 5000 }, (_, i) => `Host h${i}\n`).join(""));
    assert.equal((await listConfigHosts(home.env)).length, 1000);
    config("#".repeat(2 << 20));
    await assert.rejects(listConfigHosts(home.env), { code: "invalid_parameters" });
    mkdirSync(path.join(home.folder, "folder"));
    config("Include ~/folder\n");
    await assert.rejects(listConfigHosts(home.env), { message: /folder is not a regular file/ });
  });
});
