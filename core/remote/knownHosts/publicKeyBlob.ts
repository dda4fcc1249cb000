import { createHash } from "node:crypto";

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
  const [type, ...fields] = wireStrings(blob) ?? [];
  const name = type?.toString("latin1") ?? "";
  return fields.length === fieldsOf.get(name) ? name : undefined;
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

/** All strings of a sequence of them; undefined where it is not one. */
export function wireStrings(bytes: Buffer): Buffer[] | undefined {
  const strings: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    if (at + 4 > bytes.length) return undefined;
    const end = at + 4 + bytes.readUInt32BE(at);
    if (end > bytes.length) return undefined;
    strings.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return strings;
}
