import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, truncateSync } from "node:fs";
import path from "node:path";

import { KnownHosts } from "#core/remote/knownHosts/knownHosts.ts";
import { hashedName, newHostKey } from "#test/support/remote/hostKeys.ts";
import { TempHome } from "#test/support/remote/tempHome.ts";

const [key, other, rsa] = [newHostKey("ed25519"), newHostKey("ed25519"), newHostKey("rsa")];
const line = (names: string, { type, base64 } = key) => `${names} ${type} ${base64}`;
const gpu = { host: "gpu1.lab", port: 22 };

describe("Known hosts", () => {
  let home: TempHome;
  beforeEach(() => (home = new TempHome()));
  afterEach(() => home.dispose());

  const loaded = (theirs: string, ours = "") =>
    KnownHosts.load(
      [home.write("theirs", theirs), path.join(home.folder, "missing")],
      home.write("ours", ours),
    );
  const status = async (theirs: string, host = gpu, ours = "") =>
    (await loaded(theirs, ours)).check(host, key.blob).status;

  it("know a key by name, pattern, hashed name and port", async () => {
    assert.equal(await status(line("gpu1.lab")), "known");
    assert.equal(await status(`# a comment\n\n  ${line("x,gpu1.lab")} me@home\r\n`), "known");
    assert.equal(await status(line("*.lab,!gpu2.lab")), "known");
    assert.equal(await status(line(hashedName("gpu1.lab"))), "known");
    assert.equal(await status(line("[gpu1.lab]:2222"), { ...gpu, port: 2222 }), "known");
    assert.equal(await status(line("GPU1.lab"), { ...gpu, host: "gpu1.LAB" }), "known");
    assert.equal(await status(line("::1"), { host: "::1", port: 22 }), "known");
    assert.equal(await status(line("[::1]:2222"), { host: "::1", port: 2222 }), "known");
    // As for ssh: whoever shows the key that is known of the machine's usual port is that machine.
    assert.equal(await status(line("gpu1.lab"), { ...gpu, port: 2222 }), "known");
  });

  it("do not know a name that is excluded, another's, or another port's", async () => {
    assert.equal(await status(""), "unknown");
    assert.equal(await status(line("*.lab,!gpu1.lab")), "unknown");
    assert.equal(await status(line("gpu1")), "unknown");
    assert.equal(await status(line("[gpu1.lab]:2222")), "unknown");
    assert.equal(await status(line(hashedName("gpu2.lab"))), "unknown");
    assert.equal(await status(line("gpu1.lab", other), { ...gpu, port: 2222 }), "unknown");
  });

  it("an alias is looked up by itself, without a port", async () => {
    const host = { ...gpu, port: 2222, hostKeyAlias: "cluster" };
    assert.equal(await status(line("cluster"), host), "known");
    assert.equal(await status(line("gpu1.lab,[gpu1.lab]:2222"), host), "unknown");
  });

  it("tell the file and line of the key that was expected, one of the same type if there is one", async () => {
    const known = await loaded(`\n${line("gpu1.lab", rsa)}\n${line("gpu1.lab", other)}\n`);
    const { fingerprint, base64: publicKey } = other;
    const file = path.join(home.folder, "theirs");
    assert.deepEqual(known.check(gpu, key.blob), {
      status: "changed",
      expected: { keyType: other.type, marker: undefined, fingerprint, publicKey, file, line: 3 },
    });
  });

  it("a revoked key is refused whatever else is known of it", async () => {
    const revoked = `@revoked ${line("*")}`;
    assert.equal(await status(`${line("gpu1.lab")}\n${revoked}`), "revoked");
    assert.equal(await status(`${revoked}\n${line("gpu1.lab")}`), "revoked");
    assert.equal(await status(line("gpu1.lab"), gpu, revoked), "revoked");
    assert.equal(await status(`@revoked ${line("gpu1.lab")}`, { ...gpu, port: 2222 }), "revoked");
    assert.equal(await status(`@revoked ${line("gpu1.lab", other)}\n${line("gpu1.lab")}`), "known");
  });

  it("a certificate authority vouches for nothing here", async () => {
    assert.equal(await status(`@cert-authority ${line("gpu1.lab")}`), "unknown");
    assert.equal(await status(`@cert-authority ${line("*", other)}`), "unknown");
  });

  it("what the person's own files say of a machine is not overruled by ours", async () => {
    assert.equal(await status(line("gpu1.lab", other), gpu, line("gpu1.lab")), "changed");
    assert.equal(await status(line("gpu1.lab"), gpu, line("gpu1.lab", other)), "known");
    assert.equal(await status("", gpu, line("gpu1.lab")), "known");
  });

  it("lines that make no sense are passed over", async () => {
    const nonsense = [
      "gpu1.lab",
      "gpu1.lab ssh-ed25519",
      "gpu1.lab ssh-ed25519 AAAA",
      "gpu1.lab ssh-ed25519 AAAAC3NzaC1lZDI1NTE5",
      line("gpu1.lab", { ...other, type: "ssh-rsa" }),
      line("gpu1.lab", { ...other, base64: other.base64.slice(0, 40) }),
      `@nobody ${line("gpu1.lab", other)}`,
      `@revoked @revoked ${line("gpu1.lab")}`,
      "|1|x|y ssh-ed25519 AAAA",
      "\0\uFFFD",
    ].join("\n");
    assert.equal(await status(`${nonsense}\n${line("gpu1.lab")}`), "known");
    assert.equal(await status(nonsense), "unknown");
  });

  it("make the machine show the key that is known, RSA by its newer signatures", async () => {
    const all = ["ssh-ed25519", "ecdsa-sha2-nistp256", "rsa-sha2-512", "rsa-sha2-256"];
    const rsaFirst = ["rsa-sha2-512", "rsa-sha2-256", "ssh-ed25519", "ecdsa-sha2-nistp256"];
    const known = await loaded(line("gpu1.lab", rsa));
    assert.deepEqual(known.preferredAlgorithms(gpu, all), rsaFirst);
    assert.deepEqual(known.preferredAlgorithms({ ...gpu, port: 2222 }, all), rsaFirst);
    assert.deepEqual(known.preferredAlgorithms({ host: "gpu2.lab", port: 22 }, all), all);
    const revoked = await loaded(`@revoked ${line("gpu1.lab", rsa)}`);
    assert.deepEqual(revoked.preferredAlgorithms(gpu, all), all);
  });

  it("a file that cannot be read stops everything; an absent one and /dev/null hold nothing", async () => {
    const ours = path.join(home.folder, "none");
    const [folder, fifo] = [path.join(home.folder, "folder"), path.join(home.folder, "fifo")];
    mkdirSync(folder);
    execFileSync("mkfifo", [fifo]);
    const large = home.write("large", "");
    truncateSync(large, 17 << 20);
    for (const file of [folder, fifo, large]) {
      await assert.rejects(KnownHosts.load([file], ours), {
        code: "service_unavailable",
        message: new RegExp(`^${file} .*, so it is not known whose host keys are good;`),
      });
      await assert.rejects(KnownHosts.load([], file), { code: "service_unavailable" });
    }
    const none = await KnownHosts.load(["/dev/null", path.join(large, "x")], ours);
    assert.equal(none.check(gpu, key.blob).status, "unknown");
    const link = path.join(home.folder, "link");
    symlinkSync(home.write("real", line("gpu1.lab")), link);
    assert.equal((await KnownHosts.load([link], ours)).check(gpu, key.blob).status, "known");
  });

  it("a file full of hostile patterns costs little time", async () => {
    const patterns = `${"*a".repeat(500)}b ssh-ed25519 ${key.base64}\n`;
    const known = await loaded(patterns.repeat(3000));
    const begun = performance.now();
    assert.equal(known.check({ host: "a".repeat(250), port: 22 }, key.blob).status, "unknown");
    assert.ok(performance.now() - begun < 15_000, `${performance.now() - begun} ms`);
  });
});
