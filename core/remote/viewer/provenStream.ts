import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Duplex } from "node:stream";

import { RunicornError } from "#core/protocol/errors.ts";
import { within } from "#core/remote/ssh/within.ts";

const limitMs = 10_000;
const maxHeadBytes = 8 * 1024;

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
    const late = "The viewer did not answer in time.";
    const head = await within({ limitMs, late, signals: [] }, () => readHead(stream));
    const proof = /^HTTP\/1\.1 204 [^]*\r\nrunicorn-proof: ([\w-]{43})\r\n/i.exec(head)?.[1] ?? "";
    const key = createHash("sha256").update(token).digest();
    const expected = createHmac("sha256", key).update(`${port} ${challenge}`).digest();
    const actual = Buffer.from(proof, "base64url");
    if (actual.length !== expected.length || !timingSafeEqual(actual, expected))
      throw impostor(port);
    return stream;
  } catch (error) {
    stream.destroy();
    throw error;
  }
}

/** Up to the empty line; an answer without a body ends there. */
function readHead(stream: Duplex): Promise<string> {
  return new Promise((resolve, reject) => {
    let head = "";
    const settle = (done: () => void) => {
      stream.pause();
      stream.off("data", onData);
      stream.off("close", onClose);
      done();
    };
    const onData = (bytes: Buffer) => {
      head += bytes.toString("latin1");
      if (head.endsWith("\r\n\r\n")) settle(() => resolve(head));
      else if (head.length > maxHeadBytes) onClose();
    };
    const onClose = () => {
      const message = "What listens in the viewer's place does not answer as it does.";
      settle(() => reject(new RunicornError("service_unavailable", message)));
    };
    stream.on("data", onData);
    stream.on("close", onClose);
  });
}

function impostor(port: number): RunicornError {
  return new RunicornError(
    "service_unavailable",
    `Something else than our viewer answers on port ${port} of that machine, so it was told nothing.`,
  );
}
