import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

export type KeyType = "ed25519" | "ecdsa" | "rsa";

/** A throw-away key pair on disk. */
export interface TestKey {
  /** Of the private key; `.pub` beside it. */
  readonly path: string;
  /** Such as `ssh-ed25519`. */
  readonly type: string;
  /** Base64 of its blob. */
  readonly publicKey: string;
  /** `SHA256:…` */
  readonly fingerprint: string;
  /** Type and blob, as in `authorized_keys`. */
  readonly line: string;
}

/** Makes a key with OpenSSH itself. An encrypted one has few rounds, so that trying it is quick. */
export function makeKey(path: string, type: KeyType = "ed25519", passphrase = ""): TestKey {
  const size = type === "rsa" ? ["-b", "2048"] : [];
  const words = ["-q", "-t", type, ...size, "-a", "4", "-N", passphrase, "-C", "test", "-f", path];
  execFileSync("ssh-keygen", words);
  const [name = "", publicKey = ""] = readFileSync(`${path}.pub`, "utf8").split(" ");
  const hash = createHash("sha256").update(Buffer.from(publicKey, "base64")).digest("base64");
  return {
    path,
    type: name,
    publicKey,
    fingerprint: `SHA256:${hash.replace(/=+$/, "")}`,
    line: `${name} ${publicKey}`,
  };
}
