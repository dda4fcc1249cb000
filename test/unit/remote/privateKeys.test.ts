import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";

import { buildSync } from "esbuild";
import ssh2 from "ssh2";

import { loadPrivateKey } from "#core/remote/keys/loadPrivateKey.ts";
import { puttyKey } from "#test/support/remote/puttyKey.ts";
import { TempHome } from "#test/support/remote/tempHome.ts";
import { installPackages } from "#test/support/sshd/installPackages.ts";

type Type = "ed25519" | "rsa" | "ecdsa";
const formats = ["", "PEM", "PKCS8"] as const;
const passphrase = "a passphrase ü";

describe("A private key", function () {
  this.timeout(60_000);
  let home: TempHome;
  before(() => installPackages({ "/usr/bin/ssh-keygen": "openssh-client" }));
  beforeEach(() => (home = new TempHome()));
  afterEach(() => home.dispose());

  const newKey = (type: Type, format: string = "", words = "", bits = "") => {
    const file = path.join(home.folder, `id_${type}${bits}${format}`);
    const options = ["-q", "-t", type, "-a", "2", "-N", words, "-f", file];
    if (bits !== "" || type === "rsa") options.push("-b", bits || "2048");
    execFileSync("ssh-keygen", format === "" ? options : [...options, "-m", format]);
    const [keyType, publicKey] = readFileSync(`${file}.pub`, "utf8").split(" ");
    return { path: file, keyType, publicKey };
  };

  it("is read in every form ssh-keygen writes, and signs", async () => {
    const kinds = [
      ["ed25519"],
      ["ed25519", "", passphrase],
      ["ecdsa"],
      ["ecdsa", "PEM", passphrase, "384"],
      ["ecdsa", "PKCS8", "", "521"],
      ["rsa", "", passphrase],
      ["rsa", "PEM", passphrase, "2048"],
      ["rsa", "PKCS8", passphrase, "1024"],
    ] as const;
    for (const [type, format = "", words = "", bits = ""] of kinds) {
      const { path: file, keyType, publicKey } = newKey(type, format, words, bits);
      const loaded = await loadPrivateKey({ path: file, ...(words && { passphrase: words }) });
      assert.ok(loaded.status === "loaded", `${type} ${format} ${words} ${bits}`);
      assert.equal(loaded.keyType, keyType);
      assert.equal(loaded.publicKey.toString("base64"), publicKey);
      const key = ssh2.utils.parseKey(loaded.privateKey);
      assert.ok(!(key instanceof Error));
      assert.ok(key.verify("x", key.sign("x")));
      rmSync(file);
      rmSync(`${file}.pub`);
    }
  });

  it("is taken as text, too", async () => {
    const content = readFileSync(newKey("ed25519").path, "utf8");
    assert.equal((await loadPrivateKey({ content })).status, "loaded");
    const crlf = `\r\n${content.replaceAll("\n", "\r\n")}`;
    assert.equal((await loadPrivateKey({ content: crlf })).status, "loaded");
  });

  it("with a passphrase asks for it, until it is the right one", async () => {
    for (const format of formats) {
      const { path: file } = newKey("rsa", format, passphrase);
      const status = async (words?: string) =>
        loadPrivateKey({ path: file, ...(words !== undefined && { passphrase: words }) });
      assert.deepEqual(await status(), { status: "passphrase", isWrong: false });
      assert.deepEqual(await status(""), { status: "passphrase", isWrong: false });
      assert.deepEqual(await status("wrong"), { status: "passphrase", isWrong: true });
      assert.equal((await status(passphrase)).status, "loaded");
    }
  });

  it("of PuTTY is read where ssh2 can, else it is told what to do", async () => {
    const { path: file, publicKey } = newKey("rsa", "PEM");
    const content = puttyKey(readFileSync(file, "utf8"), publicKey ?? "");
    const loaded = await loadPrivateKey({ content });
    assert.ok(loaded.status === "loaded");
    assert.equal(loaded.publicKey.toString("base64"), publicKey);
    await refused({ content: content.replace("File-2", "File-3") }, /puttygen/);
  });

  it("that takes too long is given up, and keeps nobody waiting meanwhile", async () => {
    const { path: file } = newKey("ed25519", "", passphrase);
    writeFileSync(file, withRounds(readFileSync(file, "utf8"), 100_000));
    const begun = performance.now();
    let turns = 0;
    const counter = setInterval(() => turns++, 10);
    const source = { path: file, passphrase: "wrong" };
    await assert.rejects(loadPrivateKey(source, { limitMs: 1000 }), {
      code: "invalid_parameters",
      message: /was not read within 1 s/,
    });
    clearInterval(counter);
    assert.ok(performance.now() - begun < 8000, `${performance.now() - begun} ms`);
    assert.ok(turns > 10, `${turns} turns of the event loop`);
  });

  it("that is hostile is refused in time", async () => {
    const filled = (head: string, line: string, foot = "") =>
      `${head}${line.repeat((32_000 - head.length - foot.length) / line.length)}${foot}`;
    const pem = "-----BEGIN RSA PRIVATE KEY-----\n";
    const openssh = "-----BEGIN OPENSSH PRIVATE KEY-----\n";
    const putty = "PuTTY-User-Key-File-2: ssh-rsa\r\nEncryption: none\r\n";
    for (const content of [
      filled(pem, "A: \n"),
      filled(pem, ":"),
      filled(`${pem}Proc-Type: 4,ENCRYPTED\n`, "DEK-Info: \n"),
      filled(pem, "A: b\\\n", "-----END RSA PRIVATE KEY-----\n"),
      filled(openssh, "A"),
      filled("", openssh),
      filled(opensshKey("ssh-ed25519", "x".repeat(32)).replace(/\n-----END[^]*/, ""), "A", "\n"),
      filled(putty, "Comment: x\r\n"),
      filled(`${putty}Comment: x\r\nPublic-Lines: 999999\r\n`, "A\r\n"),
    ]) {
      const begun = performance.now();
      const outcome = await loadPrivateKey({ content, passphrase: "x" }).catch(
        (error: Error) => error,
      );
      if (outcome instanceof Error) assert.match(outcome.message, /is (damaged|of a kind)/);
      else assert.deepEqual(outcome, { status: "passphrase", isWrong: true });
      assert.ok(performance.now() - begun < 9000, content.slice(0, 60));
    }
  });

  it("that cannot be used says why", async () => {
    const { path: file, publicKey = "" } = newKey("ed25519");
    await refused({ path: `${file}.pub` }, /is a public key; name the private one/);
    const certificate = `ssh-ed25519-cert-v01@openssh.com ${publicKey} me`;
    await refused({ path: home.write("id-cert.pub", certificate, 0o644) }, /is a certificate/);
    const content = readFileSync(file, "utf8");
    const fido = opensshKey("sk-ssh-ed25519@openssh.com", "x".repeat(32), "ssh:");
    await refused({ content: fido }, /FIDO/);
    await refused({ content: opensshKey("ssh-dss", "p", "q", "g", "y") }, /DSA/);
    await refused({ content: opensshKey("ssh-new", "x") }, /of a kind that cannot be used/);
    await refused({ content: content.replace(/\n.{70}\n/, "\n") }, /is damaged/);
    await refused({ content: "-----BEGIN DSA PRIVATE KEY-----\n" }, /DSA/);
    await refused({ content: "hello" }, /is not a private key/);
    await refused({ content: "" }, /is not a private key/);
    const ed448 = execFileSync("openssl", ["genpkey", "-algorithm", "ed448"], { encoding: "utf8" });
    await refused({ content: ed448 }, /of a kind that cannot be used/);
  });

  it("is read by the bundle, too, which does without native parts; without its thread it says so", async () => {
    const content = readFileSync(newKey("ed25519", "", passphrase).path, "utf8");
    const bundle = (entry: string, format: "esm" | "cjs") => {
      const out = path.join(home.folder, `${entry}.${format === "esm" ? "mjs" : "cjs"}`);
      const entryPoints = [`core/remote/keys/${entry}.ts`];
      const external = ["cpu-features", "*.node"];
      buildSync({ entryPoints, outfile: out, bundle: true, platform: "node", format, external });
      return out;
    };
    const program = bundle("loadPrivateKey", "esm");
    const { loadPrivateKey: load } = (await import(program)) as {
      loadPrivateKey: typeof loadPrivateKey;
    };
    await assert.rejects(load({ content, passphrase }), { code: "internal_error" });
    bundle("privateKeyWorker", "cjs");
    assert.equal((await load({ content, passphrase })).status, "loaded");
  });

  it("is the person's own, a file, and small", async () => {
    const { path: file } = newKey("ed25519");
    const link = path.join(home.folder, "link");
    symlinkSync(file, link);
    assert.equal((await loadPrivateKey({ path: link })).status, "loaded");
    for (const mode of [0o640, 0o604, 0o660]) {
      chmodSync(file, mode);
      await refused({ path: file }, /chmod 600/);
    }
    chmodSync(file, 0o600);
    if (process.getuid?.() === 0) {
      chownSync(file, 65_534, 65_534);
      await refused({ path: file }, /belongs to somebody else/);
    }
    const [folder, fifo] = [path.join(home.folder, "folder"), path.join(home.folder, "fifo")];
    mkdirSync(folder);
    execFileSync("mkfifo", [fifo]);
    await refused({ path: folder }, /not a regular file/);
    await refused({ path: fifo }, /not a regular file/);
    await refused({ path: path.join(home.folder, "missing") }, /does not exist/);
    const hostile = `-----BEGIN RSA PRIVATE KEY-----\n${"A: \n".repeat(25_000)}`;
    await refused({ path: home.write("large", hostile) }, /is larger than 32768 bytes/);
    await refused({ content: hostile }, /is too long/);
  });

  async function refused(source: Parameters<typeof loadPrivateKey>[0], message: RegExp) {
    await assert.rejects(loadPrivateKey(source), { code: "invalid_parameters", message });
  }
});

/** An encrypted OpenSSH key whose passphrase is to be hashed that often: the number follows names and a salt. */
function withRounds(content: string, rounds: number): string {
  const bytes = Buffer.from(content.split("-----")[2] ?? "", "base64");
  bytes.writeUInt32BE(rounds, 63);
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${bytes.toString("base64")}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

/** The clear part of an OpenSSH key whose public key is made of these strings. */
function opensshKey(...publicKey: string[]): string {
  const bytes = Buffer.concat([
    Buffer.from("openssh-key-v1\0"),
    ...["none", "none", ""].map((text) => string(text)),
    Buffer.from([0, 0, 0, 1]),
    string(Buffer.concat(publicKey.map((text) => string(text)))),
  ]);
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${bytes.toString("base64")}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

function string(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([0, 0, bytes.length >> 8, bytes.length & 0xff]), bytes]);
}
