import assert from "node:assert/strict";

import type { KexAlgorithm } from "ssh2";

import { FakeSshd } from "#test/support/sshd/fakeSshd.ts";
import { SshClient } from "#test/support/sshd/sshClient.ts";
import { type Sshd, type SshdOptions, startSshd } from "#test/support/sshd/startSshd.ts";

describe("Servers as they are set up", function () {
  this.timeout(60_000);
  let sshd: Sshd | undefined;
  let client: SshClient;

  beforeEach(() => {
    client = new SshClient();
  });
  afterEach(async () => {
    await client.dispose();
    await sshd?.dispose();
    sshd = undefined;
  });

  async function start(options: SshdOptions): Promise<Sshd> {
    sshd = await startSshd(options);
    client.trust(sshd);
    return sshd;
  }
  const open = async (options: SshdOptions) => client.open(client.targetOf(await start(options)));

  it("hardened as OpenSSH 10 is: no finite-field exchange, etm only, no passwords", async () => {
    const link = await open({
      config: {
        KexAlgorithms: "sntrup761x25519-sha512@openssh.com,curve25519-sha256,ecdh-sha2-nistp256",
        Ciphers: "chacha20-poly1305@openssh.com,aes128-gcm@openssh.com,aes256-gcm@openssh.com",
        MACs: "hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com",
        HostKeyAlgorithms: "ssh-ed25519",
        PasswordAuthentication: "no",
        PermitRootLogin: "no",
        X11Forwarding: "no",
        AllowAgentForwarding: "no",
        MaxAuthTries: "3",
        MaxSessions: "2",
        PermitUserRC: "no",
      },
    });
    assert.equal((await link.run("echo in")).stdout.toString(), "in\n");
  });

  it("counter mode with an etm MAC, which strict key exchange makes safe", async () => {
    const link = await open({
      config: { Ciphers: "aes256-ctr", MACs: "hmac-sha2-256-etm@openssh.com" },
    });
    assert.equal(link.facts.cipher, "aes256-ctr");
  });

  it("chacha20 only", async () => {
    const link = await open({ config: { Ciphers: "chacha20-poly1305@openssh.com" } });
    assert.equal((await link.run("seq 1000 | wc -l")).stdout.toString(), "1000\n");
  });

  for (const [what, config, advice] of [
    [
      "post-quantum key exchange only",
      { KexAlgorithms: "sntrup761x25519-sha512@openssh.com" },
      /post-quantum.*KexAlgorithms/,
    ],
    ["SHA-1 key exchange only", { KexAlgorithms: "diffie-hellman-group14-sha1" }, /KexAlgorithms/],
    ["SHA-1 host keys only", { HostKeyAlgorithms: "ssh-rsa" }, /ed25519/],
    ["CBC only", { Ciphers: "aes128-cbc" }, /aes128-gcm/],
    ["SHA-1 MACs only", { Ciphers: "aes128-ctr", MACs: "hmac-sha1" }, /hmac-sha2/],
  ] as const) {
    it(`${what}: refused with what to change`, async () => {
      await assert.rejects(open({ config, hostKeys: ["ed25519", "rsa"] }), {
        code: "service_unavailable",
        message: advice,
      });
    });
  }

  it("open to the Terrapin attack (simulated): refused before anything secret is sent", async () => {
    // Takes away what the library's server adds to say that it is strict.
    const kex: KexAlgorithm[] = ["curve25519-sha256"];
    Object.assign(kex, { concat: () => kex });
    const fake = await FakeSshd.start({
      config: { algorithms: { kex, cipher: ["chacha20-poly1305@openssh.com"] } },
    });
    try {
      client.trust(fake);
      const credentials = { keys: [], interactive: false, password: "secret" };
      await assert.rejects(client.open(client.targetAt(fake, { credentials })), /Terrapin/);
      assert.deepEqual(fake.attempts, []);
    } finally {
      await fake.dispose();
    }
  });

  it("all forwarding off: commands work, sockets and ports say why they do not", async () => {
    const link = await open({ config: { DisableForwarding: "yes" } });
    assert.equal((await link.run("echo in")).stdout.toString(), "in\n");
    const refused = { code: "service_unavailable" };
    await assert.rejects(link.connectPort(22), { ...refused, details: { reason: "prohibited" } });
    await assert.rejects(link.connectSocket("/run/nothing"), refused);
    assert.ok((await link.ping()) < 5000);
  });

  it("MaxSessions 1: one command at a time, a second says why, pings go on", async () => {
    const link = await open({ config: { MaxSessions: "1" } });
    const program = await link.start("cat");
    await assert.rejects(link.run("true"), {
      code: "service_unavailable",
      message: /no further command.*MaxSessions/,
    });
    assert.ok((await link.ping()) < 5000);
    program.stdin.end();
    await program.ended;
    assert.equal((await link.run("echo again")).stdout.toString(), "again\n");
  });

  it("MaxAuthTries 3: three wrong keys and the right one are told apart", async () => {
    const server = await start({ config: { MaxAuthTries: "3" } });
    const other = await startSshd();
    const wrong = Array.from({ length: 3 }, () => ({ path: other.makeClientKey().path }));
    await other.dispose();
    // The folder is gone with its server: keys that cannot be read cost no try.
    const right = { path: server.makeClientKey().path };
    const credentials = { keys: [...wrong, right], interactive: false };
    await client.open(client.targetOf(server, { credentials }));
    const strangers = Array.from({ length: 3 }, () => {
      const { path } = server.makeClientKey();
      return { path };
    });
    server.forgetKeys();
    const stranger = { keys: strangers, interactive: false };
    await assert.rejects(client.open(client.targetOf(server, { credentials: stranger })), {
      code: "authentication_failed",
      message: /IdentitiesOnly/,
    });
  });

  it("MaxStartups 3: connections that are turned away come in a little later", async () => {
    const server = await start({ config: { MaxStartups: "3:100:3" } });
    const target = client.targetOf(server);
    const links = await Promise.all(Array.from({ length: 5 }, () => client.open(target)));
    assert.equal(links.length, 5);
  });

  it("two kinds of banners before the login", async () => {
    const server = await start({ config: { Banner: "/etc/services" } });
    const link = await client.open(client.targetOf(server));
    assert.equal((await link.run("echo in")).stdout.toString(), "in\n");
  });
});
