import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/**
 * What shows that a server knows its token, without telling it. Bound to the port it is reached at, where it has one: nobody
 * on another port can pass it on as theirs.
 */
export function identityProof(token: string, port: number | undefined, challenge: string): string {
  const key = createHash("sha256").update(token).digest();
  return createHmac("sha256", key).update(`${port} ${challenge}`).digest("base64url");
}

/** In a time that tells nothing of where they differ. */
export function isSameProof(proof: string, expected: string): boolean {
  const [one, other] = [Buffer.from(proof), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
