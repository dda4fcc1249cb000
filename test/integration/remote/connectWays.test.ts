import assert from "node:assert/strict";
import { networkInterfaces } from "node:os";

import { SshClient } from "#test/support/sshd/sshClient.ts";
import { type Sshd, startSshd } from "#test/support/sshd/startSshd.ts";
import { until } from "#test/support/until.ts";

describe("The way to a server", function () {
  this.timeout(60_000);
  let sshd: Sshd;
  let client: SshClient;

  before(async () => {
    sshd = await startSshd();
    client = new SshClient();
    client.trust(sshd);
  });

  after(async () => {
    await client.dispose();
    await sshd.dispose();
  });

  it("may be IPv6", async function () {
    const has6 = Object.values(networkInterfaces()).some((all) =>
      all?.some(({ address }) => address === "::1"),
    );
    if (!has6) this.skip();
    const other = await startSshd({ address: "::1" });
    try {
      client.trust(other);
      const link = await client.open(client.targetOf(other));
      assert.equal((await link.run("echo $SSH_CONNECTION")).stdout.toString().split(" ")[2], "::1");
    } finally {
      await other.dispose();
    }
  });

  it("may be a ProxyCommand, which ends with the link", async () => {
    // What nc does; stays alive with its connection.
    const relay = `process.stdin.pipe(require("net").connect(${sshd.port}, "127.0.0.1")).pipe(process.stdout)`;
    const proxyCommand = `exec "${process.execPath}" -e '${relay}' runicorn-proxy-${process.pid}`;
    const link = await client.open(client.targetOf(sshd, { proxyCommand }));
    assert.equal((await link.run("echo through")).stdout.toString(), "through\n");
    await link.dispose();
    await until(async () => {
      const { stdout } = await (
        await client.open(client.targetOf(sshd))
      ).run("pgrep -f '[r]unicorn-proxy-'");
      return stdout.length === 0;
    });
  });

  it("says what a ProxyCommand says when it fails", async () => {
    const proxyCommand = "echo the bastion is closed today >&2; exit 1";
    await assert.rejects(client.open(client.targetOf(sshd, { proxyCommand })), {
      code: "service_unavailable",
      message: /the bastion is closed today/,
    });
  });

  it("says what to do where nothing listens, no machine is, or something else answers", async () => {
    const target = client.targetOf(sshd);
    await assert.rejects(client.open({ ...target, port: 1 }), {
      code: "service_unavailable",
      message: /Nothing listens at 127\.0\.0\.1:1/,
    });
    await assert.rejects(client.open({ ...target, host: "no-such-machine.invalid" }), {
      code: "service_unavailable",
      message: /no machine named/,
    });
  });

  it("is given up after its time, or when nobody wants it any more", async () => {
    const target = client.targetOf(sshd, { proxyCommand: "sleep 100", timeoutMs: 300 });
    await assert.rejects(client.open(target), { code: "connection_timeout" });
    const giveUp = new AbortController();
    const opening = client.open({ ...target, timeoutMs: 20_000 }, { signal: giveUp.signal });
    giveUp.abort(new Error("no longer wanted"));
    await assert.rejects(opening, /no longer wanted/);
  });
});
