import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** 32 random bytes, in characters that are safe in a URL, a header and a cookie. */
export function newSecret(): string {
  return randomBytes(32).toString("base64url");
}

/** Compared instead of the secrets themselves: equal length for any input, so the comparison tells nothing by its time. */
export function digestOf(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}

export function matches(secret: string, digest: Buffer): boolean {
  return timingSafeEqual(digestOf(secret), digest);
}
