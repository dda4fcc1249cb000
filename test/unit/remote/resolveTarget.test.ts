import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import { resolveTarget, type TargetOverrides } from "#core/remote/config/resolveTarget.ts";
import { TempHome } from "#test/support/remote/tempHome.ts";

for (const reader of ["ssh -G", "our own reader"] as const) {
  describe(`A target from the SSH configuration, by ${reader}`, function () {
    this.timeout(20_000);
    let home: TempHome;
    let env: NodeJS.ProcessEnv;
    beforeEach(() => {
      home = new TempHome();
      env = reader === "ssh -G" ? home.env : home.bareEnv;
    });
    afterEach(() => home.dispose());

    const resolve = (host: string, config = "", overrides: TargetOverrides = {}) => {
      home.write(".ssh/config", config);
      return resolveTarget(host, overrides, env);
    };
    const ssh = (file: string) => path.join(home.folder, ".ssh", file);

    it("without one: the usual port, keys, files and the local user", async () => {
      home.write(".ssh/id_rsa", "");
      home.write(".ssh/id_ed25519", "");
      home.write(".ssh/id_ed25519_sk", "");
      env["SSH_AUTH_SOCK"] = "/run/agent.sock";
      assert.deepEqual(await resolveTarget("Gpu1.lab", {}, env), {
        host: "gpu1.lab",
        port: 22,
        username: os.userInfo().username,
        refuseUnknownKeys: false,
        knownHostsFiles: [
          ssh("known_hosts"),
          ssh("known_hosts2"),
          "/etc/ssh/ssh_known_hosts",
          "/etc/ssh/ssh_known_hosts2",
        ],
        credentials: {
          agent: "/run/agent.sock",
          agentFirst: [ssh("id_ed25519"), ssh("id_ecdsa"), ssh("id_rsa")],
          keys: [{ path: ssh("id_ed25519") }, { path: ssh("id_rsa") }],
          interactive: true,
        },
        label: "Gpu1.lab",
        jumps: [],
        timeoutMs: 30_000,
      });
    });

    it("with an alias: all that matters of it, paths and tokens expanded", async () => {
      home.write("keys/lab-ada.key", "");
      env["RUN"] = "/run/user/7";
      const config = `
Host gpu*
  HostName %h.lab.example.org
  User ada
  Port=2200
  HostKeyAlias gpu-cluster
  IdentityFile ~/keys/lab-%r.key
  IdentityFile "~/keys/yubi key.pub"
  IdentitiesOnly yes
  IdentityAgent \${RUN}/agent.%p
  UserKnownHostsFile "~/.ssh/lab hosts" %d/hosts-%k
  GlobalKnownHostsFile none
  StrictHostKeyChecking yes
  ConnectTimeout 7
  AddressFamily inet6
  BatchMode yes
Host *
  User nobody
  Port 1
`;
      const { credentials, ...target } = await resolve("gpu1", config);
      assert.deepEqual(target, {
        host: "gpu1.lab.example.org",
        port: 2200,
        username: "ada",
        hostKeyAlias: "gpu-cluster",
        addressFamily: 6,
        refuseUnknownKeys: true,
        knownHostsFiles: [ssh("lab hosts"), path.join(home.folder, "hosts-gpu-cluster")],
        label: "gpu1",
        jumps: [],
        timeoutMs: 7000,
      });
      const [key, yubi] = ["lab-ada.key", "yubi key.pub"].map((name) =>
        path.join(home.folder, "keys", name),
      );
      assert.deepEqual(credentials, {
        agent: "/run/user/7/agent.2200",
        agentIdentities: [key, yubi],
        keys: [{ path: key }],
        interactive: false,
      });
    });

    it("what the person says comes before it, and decides which blocks match", async () => {
      const config = "Match user root\n  Port 2222\nHost gpu\n  User ada\n  Port 2200\n";
      const said = await resolve("gpu", config, { username: "root", timeoutMs: 5 });
      assert.deepEqual([said.username, said.port, said.timeoutMs], ["root", 2222, 5]);
      const typed = await resolve("root@gpu:99", config);
      assert.deepEqual([typed.username, typed.host, typed.port], ["root", "gpu", 99]);
      const { credentials } = await resolve("gpu", config, {
        credentials: ({ keys }) => ({ keys, interactive: false, password: "x" }),
      });
      assert.deepEqual(credentials, { keys: [], interactive: false, password: "x" });
    });

    it("addresses of IPv6, with and without brackets", async () => {
      for (const [text, host, port] of [
        ["::1", "::1", 22],
        ["[::1]", "::1", 22],
        ["ada@[fe80::1%eth0]:2222", "fe80::1%eth0", 2222],
      ] as const) {
        const target = await resolve(text);
        assert.deepEqual([target.host, target.port], [host, port]);
      }
    });

    it("agents: none, another, one of the environment", async () => {
      env["SSH_AUTH_SOCK"] = "/run/usual";
      env["OTHER"] = "/run/other";
      const agent = async (line: string) => (await resolve("gpu", line)).credentials.agent;
      assert.equal(await agent(""), "/run/usual");
      assert.equal(await agent("IdentityAgent none"), undefined);
      assert.equal(await agent("IdentityAgent SSH_AUTH_SOCK"), "/run/usual");
      assert.equal(await agent("IdentityAgent $OTHER"), "/run/other");
      assert.equal(await agent("IdentityAgent ~/agent"), path.join(home.folder, "agent"));
      env["SSH_AUTH_SOCK"] = "";
      assert.equal(await agent(""), undefined);
    });

    it("a chain of jumps, each with what the configuration says of it", async () => {
      const config = `
Host gpu
  ProxyJump mid,ada@far:2201
Host mid
  HostName 10.0.0.2
  ProxyJump edge
  Port 2202
Host edge
  HostName edge.example.org
  HostKeyAlias the-edge
  ProxyCommand nc -X connect %h %p # %r %n %%
Host far
  ProxyJump nowhere
  IdentitiesOnly yes
Host *
  User bob
`;
      const { jumps, proxyCommand } = await resolve("gpu", config);
      assert.deepEqual(
        jumps.map(({ username, host, port }) => `${username}@${host}:${port}`),
        ["bob@edge.example.org:22", "bob@10.0.0.2:2202", "ada@far:2201"],
      );
      assert.equal(jumps[0]?.hostKeyAlias, "the-edge");
      assert.ok(jumps[2]?.credentials.agentIdentities);
      assert.equal(proxyCommand, "nc -X connect edge.example.org 22 # bob edge %");
    });

    it("jumps by address, by URI, none", async () => {
      const jumps = async (line: string) =>
        (await resolve("gpu", `Host gpu\n${line}\nProxyJump ignored\n`)).jumps.map(
          ({ username, host, port }) => `${username}@${host}:${port}`,
        );
      assert.deepEqual(await jumps("ProxyJump a@[::1]:2201,a@10.0.0.1"), [
        "a@::1:2201",
        "a@10.0.0.1:22",
      ]);
      assert.deepEqual(await jumps("ProxyJump ssh://a@b:2201"), ["a@b:2201"]);
      assert.deepEqual(await jumps("ProxyJump none"), []);
      assert.deepEqual(await jumps("ProxyCommand none"), []);
      assert.equal((await resolve("gpu", "ProxyCommand none")).proxyCommand, undefined);
    });

    it("ways without an end are refused, long ones too", async () => {
      const loop = "Host a\n  ProxyJump b\nHost b\n  ProxyJump c\nHost c\n  ProxyJump a\n";
      await assert.rejects(resolve("a", loop), { code: "invalid_parameters", message: /itself/ });
      const twice = "Host a\n  ProxyJump b,c,b\n";
      await assert.rejects(resolve("a", twice), { code: "invalid_parameters", message: /itself/ });
      const chain = (count: number) =>
        Array.from({ length: count }, (_, i) => `Host h${i}\n  ProxyJump h${i + 1}\n`).join("");
      assert.equal((await resolve("h0", chain(8))).jumps.length, 8);
      const list = `Host a\n  ProxyJump ${Array.from({ length: 9 }, (_, i) => `h${i}`).join(",")}\n`;
      for (const [host, config] of [
        ["h0", chain(9)],
        ["a", list],
      ] as const) {
        await assert.rejects(resolve(host, config), {
          code: "invalid_parameters",
          message: /more than 8/,
        });
      }
    });

    it("names that are options, patterns or commands never get anywhere", async () => {
      const marker = path.join(home.folder, "touched");
      for (const host of [
        "",
        `-oProxyCommand=touch ${marker}`,
        "a@-b",
        "gpu;touch x",
        "gpu$(touch x)",
        "a b",
        "gpu*",
        "gpu\n",
        "x".repeat(256),
        "gpu:0",
        "gpu:65536",
        "[::1",
      ]) {
        await assert.rejects(resolve(host), { code: "invalid_parameters" }, host);
      }
      for (const username of ["", "-l", "a b", "$(touch x)", "a;b", "a`b`", "a\0", "x\\"]) {
        await assert.rejects(resolve("gpu", "", { username }), { code: "invalid_parameters" });
      }
      for (const port of [0, 65_536, 1.5, NaN]) {
        await assert.rejects(resolve("gpu", "", { port }), { code: "invalid_parameters" });
      }
      assert.ok(!existsSync(marker));
    });

    it("a configuration that makes no sense is told by its line", async () => {
      await assert.rejects(resolve("gpu", "Host gpu\n  Port\n"), {
        code: "invalid_parameters",
        message: /config.*line 2|Line 2 of .*config/,
      });
      await assert.rejects(resolve("gpu", "Host gpu\n  Port many\n"), {
        code: "invalid_parameters",
      });
      await assert.rejects(resolve("gpu", "IdentityFile ~/.ssh/%x\n"), {
        code: "invalid_parameters",
        message: /%x in IdentityFile/,
      });
    });

    it("a configuration that others can write is not used", async () => {
      home.write(".ssh/config", "ProxyCommand touch x", 0o622);
      await assert.rejects(resolveTarget("gpu", {}, env), {
        code: "invalid_parameters",
        message: /chmod go-w/,
      });
    });
  });
}
