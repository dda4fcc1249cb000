import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import path from "node:path";
import { Readable } from "node:stream";
import { buffer, text } from "node:stream/consumers";

import type { SshLink } from "#core/remote/ssh/sshLink.ts";
import { SshClient } from "#test/support/sshd/sshClient.ts";
import { type Sshd, startSshd } from "#test/support/sshd/startSshd.ts";

describe("A link to a real sshd", function () {
  this.timeout(60_000);
  let sshd: Sshd;
  let client: SshClient;
  let link: SshLink;

  before(async () => {
    sshd = await startSshd();
    client = new SshClient();
    client.trust(sshd);
    link = await client.open(client.targetOf(sshd));
  });

  after(async () => {
    await client.dispose();
    await sshd.dispose();
  });

  it("runs a command as the user, in the user's home, with output and exit code", async () => {
    const { code, stdout, stderr } = await link.run("id -un; pwd; echo oops >&2; exit 3");
    assert.equal(stdout.toString(), `tester\n${sshd.home}\n`);
    assert.equal(stderr.toString(), "oops\n");
    assert.equal(code, 3);
  });

  it("knows a command that a signal ended", async () => {
    const { code } = await link.run("kill -KILL $$");
    assert.equal(code, null);
  });

  it("feeds a command byte by byte what it is given, and closes its input", async () => {
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7) % 256));
    for (const input of [bytes, Readable.from([bytes.subarray(0, 9), bytes.subarray(9)])]) {
      const { stdout } = await link.run("cat", { input });
      assert.ok(stdout.equals(bytes));
    }
    assert.equal((await link.run("cat")).stdout.length, 0);
  });

  it("ends a command that says too much or takes too long", async () => {
    await assert.rejects(
      link.run("cat /dev/zero", { maxBytes: 100_000 }),
      /more than 100000 bytes/,
    );
    await assert.rejects(link.run("sleep 60", { limitMs: 200 }), { code: "connection_timeout" });
    const giveUp = new AbortController();
    const running = link.run("sleep 60", { signal: giveUp.signal });
    giveUp.abort(new Error("no longer wanted"));
    await assert.rejects(running, /no longer wanted/);
    assert.equal((await link.run("echo still here")).stdout.toString(), "still here\n");
  });

  it("starts a command that goes on, talks to it, and tells how it ended", async () => {
    const { stdin, stdout, ended } = await link.start(
      'while read line; do echo "got $line"; done; exit 7',
    );
    stdin.write("one\n");
    const [first] = (await once(stdout, "data")) as [Buffer];
    assert.equal(first.toString(), "got one\n");
    stdin.end("two\n");
    assert.equal(await text(stdout), "got two\n");
    assert.deepEqual(await ended, { code: 7, signal: null });
  });

  it("closes a command's channel, which sees its input end", async () => {
    const mark = path.join(sshd.home, "closed");
    const program = await link.start(`cat > /dev/null; touch ${mark}`);
    program.close();
    await program.ended;
    const { code } = await link.run(
      `for i in $(seq 50); do test -e ${mark} && exit 0; sleep 0.1; done; exit 1`,
    );
    assert.equal(code, 0);
  });

  it("reaches Unix sockets and loopback ports of the other machine", async () => {
    const file = path.join(sshd.folder, "echo.sock");
    for (const place of [{ path: file }, { port: 0, host: "127.0.0.1" }]) {
      const server = createServer({ allowHalfOpen: true }, (socket) => socket.pipe(socket));
      await new Promise<void>((resolve) => server.listen(place, resolve));
      if ("path" in place) sshd.give(place.path);
      const address = server.address();
      const stream = await (typeof address === "string"
        ? link.connectSocket(address)
        : link.connectPort(address?.port ?? 0));
      const bytes = Buffer.alloc(5_000_000, "abc");
      stream.end(bytes);
      assert.ok((await buffer(stream)).equals(bytes));
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it("says why something is not to be reached", async () => {
    await assert.rejects(link.connectSocket(path.join(sshd.home, "nothing")), {
      code: "service_unavailable",
      details: { reason: "failed" },
    });
    await assert.rejects(link.connectPort(1), /could not connect to port 1/);
  });

  it("is destroyed and closes like any stream, from either side", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    const [stream, [socket]] = await Promise.all([
      link.connectPort(port),
      once(server, "connection"),
    ]);
    stream.destroy();
    await once((socket as Readable).resume(), "close");
    const [other, [second]] = await Promise.all([
      link.connectPort(port),
      once(server, "connection"),
    ]);
    (second as Readable).destroy();
    await once(other.resume(), "close");
    server.close();
  });

  it("answers a ping, and tells facts of the server", async () => {
    assert.ok((await link.ping()) < 5000);
    const { serverVersion, hostKey, cipher, keyExchange } = link.facts;
    assert.match(serverVersion, /^SSH-2\.0-OpenSSH/);
    assert.equal(hostKey.fingerprint, sshd.hostKeys[0]?.fingerprint);
    assert.match(cipher, /gcm/);
    assert.match(keyExchange, /curve25519/);
  });

  it("is over once disposed: everything is refused, nothing hangs, the server has no session left", async () => {
    const other = await client.open(client.targetOf(sshd));
    const program = await other.start("cat");
    const running = assert.rejects(other.run("sleep 60"), { code: "service_unavailable" });
    await other.dispose();
    await other.dispose();
    await running;
    assert.deepEqual(await program.ended, { code: null, signal: null });
    await assert.rejects(other.run("true"), { code: "service_unavailable" });
    await assert.rejects(other.ping(), { code: "service_unavailable" });
    await assert.rejects(other.connectPort(80), { code: "service_unavailable" });
    assert.match(await other.closed, /ended/);
  });
});
