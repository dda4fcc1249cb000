import type { KeyObject } from "node:crypto";

const type = "ssh-ed25519";
/** The private part fills whole blocks of this many bytes. */
const block = 8;

/** An Ed25519 key as OpenSSH writes it, without a passphrase: ssh2 reads it in no other form. */
export function opensshEd25519(key: KeyObject): string {
  const { x = "", d = "" } = key.export({ format: "jwk" });
  const [publicKey, seed] = [Buffer.from(x, "base64url"), Buffer.from(d, "base64url")];
  const secret = Buffer.concat([
    // The same twice: what is read from a wrong passphrase would differ.
    number(0),
    number(0),
    string(type),
    string(publicKey),
    string(Buffer.concat([seed, publicKey])),
    string(""),
  ]);
  const padding = Buffer.from(
    [1, 2, 3, 4, 5, 6, 7].slice(0, (block - (secret.length % block)) % block),
  );
  const whole = Buffer.concat([
    Buffer.from("openssh-key-v1\0"),
    string("none"),
    string("none"),
    string(""),
    number(1),
    string(Buffer.concat([string(type), string(publicKey)])),
    string(Buffer.concat([secret, padding])),
  ]);
  const lines = whole.toString("base64").match(/.{1,70}/g) ?? [];
  return [
    "-----BEGIN OPENSSH PRIVATE KEY-----",
    ...lines,
    "-----END OPENSSH PRIVATE KEY-----",
    "",
  ].join("\n");
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function string(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([number(bytes.length), bytes]);
}
