import { createHash, createHmac, createPrivateKey } from "node:crypto";

/** An RSA key as PuTTY's second format has it, without a passphrase. `publicKey` is the base64 of its blob. */
export function puttyKey(pem: string, publicKey: string): string {
  const { d = "", p = "", q = "", qi = "" } = createPrivateKey(pem).export({ format: "jwk" });
  const secret = Buffer.concat([d, p, q, qi].map((part) => string(number(part))));
  const [type, cipher, comment] = ["ssh-rsa", "none", "test"];
  const signed = [type, cipher, comment, Buffer.from(publicKey, "base64"), secret];
  const mac = createHmac(
    "sha1",
    createHash("sha1").update("putty-private-key-file-mac-key").digest(),
  )
    .update(Buffer.concat(signed.map((part) => string(Buffer.from(part as string)))))
    .digest("hex");
  return [
    `PuTTY-User-Key-File-2: ${type}`,
    `Encryption: ${cipher}`,
    `Comment: ${comment}`,
    ...lines("Public-Lines", publicKey),
    ...lines("Private-Lines", secret.toString("base64")),
    `Private-MAC: ${mac}`,
    "",
  ].join("\r\n");
}

function lines(name: string, base64: string): string[] {
  const all = base64.match(/.{1,64}/g) ?? [];
  return [`${name}: ${all.length}`, ...all];
}

function number(part: string): Buffer {
  const bytes = Buffer.from(part, "base64url");
  return (bytes[0] ?? 0) > 0x7f ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
}

function string(bytes: Buffer): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(bytes.length);
  return Buffer.concat([size, bytes]);
}
