import { createHash } from "node:crypto";

import { WireReader } from "./wireReader.ts";

/** How many strings (RFC 4251 §5) follow a type's name in a key of that type. */
const fieldsOf: ReadonlyMap<string, number> = new Map([
  ["ssh-ed25519", 1],
  ["ssh-rsa", 2],
  ["ecdsa-sha2-nistp256", 2],
  ["ecdsa-sha2-nistp384", 2],
  ["ecdsa-sha2-nistp521", 2],
  ["ssh-dss", 4],
  ["sk-ssh-ed25519@openssh.com", 2],
  ["sk-ecdsa-sha2-nistp256@openssh.com", 3],
]);

/** Type of a public key as it goes over the wire; undefined for what is none. */
export function keyTypeOf(blob: Buffer): string | undefined {
  const reader = new WireReader(blob);
  const type = reader.string()?.toString("latin1") ?? "";
  for (let left = fieldsOf.get(type) ?? 0; left > 0; left--) {
    if (reader.string() === undefined) return undefined;
  }
  return fieldsOf.has(type) && reader.isAtEnd ? type : undefined;
}

/** `SHA256:…`, as `ssh-keygen -l` prints it. */
export function fingerprintOf(blob: Buffer): string {
  return `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`;
}

/** A key from its base64; undefined for what is none, or not written the one right way. */
export function decodeKey(base64: string): { type: string; blob: Buffer } | undefined {
  const blob = Buffer.from(base64, "base64");
  if (blob.toString("base64") !== base64) return undefined;
  const type = keyTypeOf(blob);
  return type === undefined ? undefined : { type, blob };
}
