import { decodeKey, keyTypeOf } from "#core/remote/knownHosts/publicKeyBlob.ts";
import { WireReader } from "#core/remote/knownHosts/wireReader.ts";

import { keyProblem } from "./keyProblem.ts";

/** What can be told of a private key without its passphrase. */
export interface PrivateKeyText {
  readonly isEncrypted: boolean;
  /** Where it is written in clear. */
  readonly publicKey?: Buffer;
  /** PEM is read by OpenSSL, the rest by ssh2. */
  readonly isPem: boolean;
}

/** Looks at a private key; `name` is what it is called. Throws `invalid_parameters` for what cannot be used, and says why. */
export function describePrivateKey(text: string, name: string): PrivateKeyText {
  const start = text.trimStart();
  const [, label] = /^-----BEGIN ([A-Z0-9 ]{1,40})-----/.exec(start) ?? [];
  if (label === "OPENSSH PRIVATE KEY") return describeOpenssh(start, name);
  if (label === "ENCRYPTED PRIVATE KEY") return { isEncrypted: true, isPem: true };
  if (label !== undefined && /^(?:RSA |EC )?PRIVATE KEY$/.test(label)) {
    return { isEncrypted: start.includes("\nProc-Type: 4,ENCRYPTED"), isPem: true };
  }
  if (label === "DSA PRIVATE KEY") throw keyProblem(name, noDsa);
  if (start.startsWith("PuTTY-User-Key-File-")) return describePutty(start, name);
  const [first = ""] = start.split(/[ \t\r\n]/, 1);
  if (first.includes("-cert-v01@openssh.com")) {
    throw keyProblem(name, "is a certificate, which cannot be used here; use a plain key.");
  }
  if (decodeKey(start.split(/[ \t\r\n]/, 2)[1] ?? "")) {
    throw keyProblem(name, "is a public key; name the private one, without .pub.");
  }
  throw keyProblem(name, "is not a private key.");
}

const noDsa = "is a DSA key, which servers do not take any more; use an Ed25519 key.";
const magic = "openssh-key-v1\0";

function describeOpenssh(text: string, name: string): PrivateKeyText {
  const [, , base64 = ""] = text.split("-----", 3);
  const bytes = Buffer.from(base64, "base64");
  const reader = new WireReader(bytes.subarray(magic.length));
  const [cipher] = [reader.string(), reader.string(), reader.string()];
  const count = reader.number();
  const publicKey = reader.string();
  const isWhole = bytes.toString("latin1", 0, magic.length) === magic && publicKey !== undefined;
  if (!cipher || !isWhole || count !== 1)
    throw keyProblem(name, "is damaged; use another copy of it.");
  const type = keyTypeOf(publicKey);
  if (type?.startsWith("sk-") === true) {
    throw keyProblem(
      name,
      "needs a security key (FIDO) to sign with, which cannot be used here; use another key.",
    );
  }
  if (type === "ssh-dss") throw keyProblem(name, noDsa);
  if (type === undefined)
    throw keyProblem(name, "is of a kind that cannot be used here; use an Ed25519 key.");
  return { isEncrypted: cipher.toString("latin1") !== "none", publicKey, isPem: false };
}

function describePutty(text: string, name: string): PrivateKeyText {
  const header = new Map(
    text.split(/\r?\n/, 20).flatMap((line) => {
      const [, field, value] = /^([A-Za-z0-9-]{1,40}): (.*)$/.exec(line) ?? [];
      return field === undefined || value === undefined ? [] : [[field, value] as const];
    }),
  );
  if (!header.has("PuTTY-User-Key-File-2")) {
    throw keyProblem(
      name,
      "is a PuTTY key of a newer kind; write it as an OpenSSH key with puttygen (Conversions, Export OpenSSH key).",
    );
  }
  return { isEncrypted: header.get("Encryption") !== "none", isPem: false };
}
