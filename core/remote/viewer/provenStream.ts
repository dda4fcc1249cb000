import { randomBytes } from "node:crypto";
import type { Duplex } from "node:stream";

import { identityProof, isSameProof } from "#core/local/identityProof.ts";
import { RunicornError } from "#core/protocol/errors.ts";
import { takeUntil } from "#core/remote/script/takeUntil.ts";

const limitMs = 10_000;
const endOfHead = Buffer.from("\r\n\r\n");

/**
 * Makes sure that at the other end of a stream, through a port anybody there could have taken, it is our viewer that answers:
 * only that knows the token, which is not told before. Rejects, and ends the stream, where it is not.
 */
export async function provenStream(stream: Duplex, token: string, port: number): Promise<Duplex> {
  const challenge = randomBytes(32).toString("base64url");
  stream.on("error", () => {});
  try {
    stream.write(
      `GET /api/health HTTP/1.1\r\nHost: 127.0.0.1\r\nRunicorn-Challenge: ${challenge}\r\n\r\n`,
    );
    // An answer without a body, so that the stream is at its end behind the head.
    const head = await takeUntil(stream, endOfHead, AbortSignal.timeout(limitMs));
    const proof = /^HTTP\/1\.1 204 [^]*\r\nrunicorn-proof: ([\w-]{43})(\r\n|$)/i.exec(
      String(head),
    )?.[1];
    const expected = identityProof(token, port, challenge);
    if (proof !== undefined && isSameProof(proof, expected)) return stream;
    throw new RunicornError(
      "service_unavailable",
      `Something else than our viewer answers on port ${port} of that machine, so it was told nothing.`,
    );
  } catch (error) {
    stream.destroy();
    throw error;
  }
}
