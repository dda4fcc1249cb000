import { existsSync } from "node:fs";
import path from "node:path";
import { Worker } from "node:worker_threads";

import { RunicornError } from "#core/protocol/errors.ts";
import type { KeySource } from "#core/remote/target.ts";

import { keyProblem } from "./keyProblem.ts";
import type { PrivateKeyAnswer, PrivateKeyTask } from "./privateKeyTask.ts";
import { describePrivateKey } from "./privateKeyText.ts";
import { maxKeyBytes, readKeyFile } from "./readKeyFile.ts";

/** Nothing that is parsed here needs more. */
const resourceLimits = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 16 };

/** A private key that can be used at once. */
export interface LoadedKey {
  readonly status: "loaded";
  readonly keyType: string;
  /** Its blob. */
  readonly publicKey: Buffer;
  /** Without a passphrase, in a form ssh2 parses in no time. Never to be written or logged. */
  readonly privateKey: string;
}

/** A key whose passphrase is not known, or another one. */
export interface LockedKey {
  readonly status: "passphrase";
  readonly isWrong: boolean;
}

/**
 * Reads and parses a private key in a thread of its own, `limitMs` (10 s) at most. Throws `invalid_parameters` with a sentence
 * where there is none, it is not the person's alone, or it is of no use here.
 */
export async function loadPrivateKey(
  source: KeySource,
  { limitMs = 10_000 } = {},
): Promise<LoadedKey | LockedKey> {
  const name = "path" in source ? source.path : "The given key";
  const text = "path" in source ? await readKeyFile(source.path) : source.content;
  if (text.length > maxKeyBytes) throw keyProblem(name, "is too long to be a private key.");
  const { isEncrypted, isPem } = describePrivateKey(text, name);
  const passphrase = isEncrypted ? source.passphrase : undefined;
  if (isEncrypted && (passphrase === undefined || passphrase === "")) {
    return { status: "passphrase", isWrong: false };
  }
  const answer = await parse({ text, passphrase, isPem }, limitMs);
  if (answer === undefined) {
    throw keyProblem(
      name,
      `was not read within ${limitMs / 1000} s; use one with fewer rounds (ssh-keygen -a 16).`,
    );
  }
  if (!("problem" in answer)) {
    const { keyType, publicKey, text: privateKey } = answer;
    return { status: "loaded", keyType, publicKey: Buffer.from(publicKey), privateKey };
  }
  // A wrong passphrase makes of the key what damage would.
  if (answer.problem === "damaged" && isEncrypted) return { status: "passphrase", isWrong: true };
  throw keyProblem(
    name,
    answer.problem === "damaged"
      ? "is damaged; use another copy of it."
      : "is of a kind that cannot be used here; use an Ed25519 key.",
  );
}

/** Undefined where it takes too long. */
async function parse(task: PrivateKeyTask, limitMs: number): Promise<PrivateKeyAnswer | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<PrivateKeyAnswer | undefined>();
  const worker = new Worker(workerFile(), { workerData: task, resourceLimits });
  const timer = setTimeout(() => resolve(undefined), limitMs);
  worker.on("message", (answer: PrivateKeyAnswer) => resolve(answer));
  worker.on("error", (error: Error & { code?: unknown }) => {
    if (error.code === "ERR_WORKER_OUT_OF_MEMORY") resolve({ problem: "damaged" });
    else reject(noThread(error));
  });
  worker.on("exit", () => reject(noThread()));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}

/** No key can be blamed for it. */
function noThread(cause?: Error): RunicornError {
  return new RunicornError(
    "internal_error",
    "Private keys cannot be read, for a part of Runicorn is missing or does not start; install it again.",
    { cause },
  );
}

/** The thread's program: beside the bundle, or this file's neighbour. */
function workerFile(): string {
  const [bundled = "", source = ""] = ["privateKeyWorker.cjs", "privateKeyWorker.ts"].map((name) =>
    path.join(import.meta.dirname, name),
  );
  return existsSync(bundled) ? bundled : source;
}
