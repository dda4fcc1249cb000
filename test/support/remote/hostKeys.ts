import { createHash, createHmac, generateKeyPairSync, randomBytes } from "node:crypto";

/** The public half of a new key, as known_hosts and the wire have it. */
export interface HostKey {
  readonly type: string;
  readonly blob: Buffer;
  readonly base64: string;
  readonly fingerprint: string;
}

export function newHostKey(type: "ed25519" | "rsa" | "ecdsa"): HostKey {
  if (type === "ed25519") {
    const { x = "" } = generateKeyPairSync("ed25519").publicKey.export({ format: "jwk" });
    return hostKey("ssh-ed25519", Buffer.from(x, "base64url"));
  }
  if (type === "rsa") {
    const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const { e = "", n = "" } = pair.publicKey.export({ format: "jwk" });
    return hostKey("ssh-rsa", Buffer.from(e, "base64url"), positive(Buffer.from(n, "base64url")));
  }
  const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { x = "", y = "" } = pair.publicKey.export({ format: "jwk" });
  const point = [Buffer.from([4]), Buffer.from(x, "base64url"), Buffer.from(y, "base64url")];
  return hostKey("ecdsa-sha2-nistp256", Buffer.from("nistp256"), Buffer.concat(point));
}

/** A name as `ssh-keygen -H` hides it. */
export function hashedName(name: string): string {
  const salt = randomBytes(20);
  const hash = createHmac("sha1", salt).update(name).digest("base64");
  return `|1|${salt.toString("base64")}|${hash}`;
}

function hostKey(type: string, ...fields: Buffer[]): HostKey {
  const blob = Buffer.concat(
    [Buffer.from(type), ...fields].flatMap((bytes) => [size(bytes), bytes]),
  );
  const digest = createHash("sha256").update(blob).digest("base64").replace(/=+$/, "");
  return { type, blob, base64: blob.toString("base64"), fingerprint: `SHA256:${digest}` };
}

function size(bytes: Buffer): Buffer {
  const prefix = Buffer.alloc(4);
  prefix.writeUInt32BE(bytes.length);
  return prefix;
}

/** A number whose first bit is set would be a negative one. */
function positive(number: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0]), number]);
}
