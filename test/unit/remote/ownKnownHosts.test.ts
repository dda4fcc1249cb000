import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";

import { KnownHosts } from "#core/remote/knownHosts/knownHosts.ts";
import { OwnKnownHosts } from "#core/remote/knownHosts/ownKnownHosts.ts";
import { hashedName, newHostKey } from "#test/support/remote/hostKeys.ts";
import { TempHome } from "#test/support/remote/tempHome.ts";

const [key, other, rsa] = [newHostKey("ed25519"), newHostKey("ed25519"), newHostKey("rsa")];
const gpu = { host: "GPU1.lab", port: 2222 };

describe("Our own known hosts", () => {
  let home: TempHome;
  let own: OwnKnownHosts;
  beforeEach(() => {
    home = new TempHome();
    own = new OwnKnownHosts(path.join(home.folder, "config", "runicorn"));
  });
  afterEach(() => home.dispose());

  const content = () => readFileSync(own.path, "utf8");

  it("remember a key that was accepted, for nobody else to read", async () => {
    assert.deepEqual(await own.list(), []);
    await own.accept(gpu, key.base64);
    await own.accept(gpu, key.base64);
    await own.accept({ host: "::1", port: 22 }, rsa.base64);
    assert.deepEqual(await own.list(), [
      {
        name: "[gpu1.lab]:2222",
        host: "gpu1.lab",
        port: 2222,
        keyType: "ssh-ed25519",
        fingerprint: key.fingerprint,
        publicKey: key.base64,
      },
      {
        name: "::1",
        host: "::1",
        port: 22,
        keyType: "ssh-rsa",
        fingerprint: rsa.fingerprint,
        publicKey: rsa.base64,
      },
    ]);
    const known = await KnownHosts.load([], own.path);
    assert.equal(known.check(gpu, key.blob).status, "known");
    assert.equal(statSync(own.path).mode & 0o777, 0o600);
    assert.equal(statSync(path.dirname(own.path)).mode & 0o777, 0o700);
    assert.deepEqual(readdirSync(path.dirname(own.path)), ["known_hosts"]);
  });

  it("take another key of a machine only once the old one is forgotten", async () => {
    await own.accept(gpu, key.base64);
    const before = content();
    await assert.rejects(own.accept(gpu, other.base64), { code: "conflict" });
    assert.equal(content(), before);
    assert.equal(await own.remove({ ...gpu, port: 22 }), false);
    assert.equal(await own.remove(gpu, "ssh-rsa"), false);
    assert.equal(content(), before);
    assert.equal(await own.remove(gpu, "ssh-ed25519"), true);
    await own.accept(gpu, other.base64);
    const known = await KnownHosts.load([], own.path);
    assert.equal(known.check(gpu, other.blob).status, "known");
    assert.equal(known.check(gpu, key.blob).status, "changed");
  });

  it("never take a revoked key, nor what is no key or no name", async () => {
    home.write("config/runicorn/known_hosts", `@revoked * ${key.type} ${key.base64}\n`);
    await assert.rejects(own.accept(gpu, key.base64), { code: "conflict", message: /revoked/ });
    const bad: [string, string][] = [
      ["gpu1", "AAAA"],
      ["gpu1", `${key.base64}\n* ssh-ed25519 x`],
      ["gpu1,*", key.base64],
      ["*", key.base64],
      ["a b", key.base64],
      ["a\nb", key.base64],
      ["@revoked", key.base64],
      ["", key.base64],
    ];
    for (const [host, publicKey] of bad) {
      await assert.rejects(own.accept({ host, port: 22 }, publicKey), {
        code: "invalid_parameters",
      });
    }
    assert.equal(await own.remove(gpu), false);
    assert.match(content(), /^@revoked/);
  });

  it("keep what else a person has written", async () => {
    const kept = ["# mine", `*.lab ${key.type} ${key.base64} a comment`, "nonsense"];
    home.write(
      "config/runicorn/known_hosts",
      [
        ...kept,
        `a,[gpu1.lab]:2222,b ${rsa.type} ${rsa.base64} old`,
        `${hashedName("[gpu1.lab]:2222")} ${key.type} ${key.base64}`,
      ].join("\n"),
    );
    assert.equal(await own.remove(gpu), true);
    await own.accept({ host: "new", port: 22 }, key.base64);
    assert.deepEqual(content().split("\n"), [
      ...kept,
      `a,b ${rsa.type} ${rsa.base64} old`,
      `new ${key.type} ${key.base64}`,
      "",
    ]);
  });

  it("lose nothing where several processes write at once", async function () {
    this.timeout(60_000);
    const folder = path.dirname(own.path);
    const program = path.resolve("test/support/remote/acceptHosts.ts");
    const run = promisify(execFile);
    await Promise.all(
      ["a", "b", "c", "d"].map((prefix) =>
        run(process.execPath, [program, folder, prefix, "25", key.base64]),
      ),
    );
    const names = (await own.list()).map(({ name }) => name);
    assert.equal(new Set(names).size, 100);
    assert.equal(names.length, 100);
    assert.deepEqual(readdirSync(folder), ["known_hosts"]);
  });

  it("get over the lock of a process that has died", async () => {
    const lock = home.write("config/runicorn/known_hosts.lock", "");
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(lock, longAgo, longAgo);
    await Promise.all(["a", "b", "c"].map((host) => own.accept({ host, port: 22 }, key.base64)));
    assert.equal((await own.list()).length, 3);
    assert.deepEqual(readdirSync(path.dirname(own.path)), ["known_hosts"]);
  });

  it("say so where they cannot be read or written", async () => {
    mkdirSync(own.path, { recursive: true });
    const calls = [() => own.list(), () => own.accept(gpu, key.base64), () => own.remove(gpu)];
    for (const call of calls) {
      await assert.rejects(call, { code: "service_unavailable", message: /known_hosts/ });
    }
    const blocked = new OwnKnownHosts(home.write("file", ""));
    await assert.rejects(blocked.accept(gpu, key.base64), { code: "service_unavailable" });
  });
});
