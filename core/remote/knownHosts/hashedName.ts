import { hash } from "node:crypto";

/** Of SHA-1: what it hashes at once, and what comes out. */
const [blockBytes, hashBytes] = [64, 20];

/**
 * Whether `|1|salt|hash` stands for a name: the hash is HMAC-SHA1 of the name with the salt as its key. Written out, for a
 * file has thousands of them, and one-shot hashes take a fifth of the time that `createHmac` does.
 */
export function isHashOf(hashed: string, name: string): boolean {
  const [empty, version, salt = "", digest, ...more] = hashed.split("|");
  const key = Buffer.from(salt, "base64");
  if (empty !== "" || version !== "1" || key.length !== hashBytes || more.length > 0) return false;
  const inner = Buffer.alloc(blockBytes + name.length, 0x36);
  const outer = Buffer.alloc(blockBytes + hashBytes, 0x5c);
  for (const [i, byte] of key.entries()) {
    inner[i] = byte ^ 0x36;
    outer[i] = byte ^ 0x5c;
  }
  inner.write(name, blockBytes, "latin1");
  outer.set(hash("sha1", inner, "buffer"), blockBytes);
  return hash("sha1", outer, "base64") === digest;
}
