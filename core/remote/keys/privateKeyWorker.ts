// A thread of its own: parses one private key and ends. Passphrases take seconds to be checked, hostile files much longer.
import { createPrivateKey, type KeyObject } from "node:crypto";
import { parentPort, workerData } from "node:worker_threads";

import ssh2 from "ssh2";

import { opensshEd25519 } from "./opensshEd25519.ts";
import type { PrivateKeyAnswer, PrivateKeyTask } from "./privateKeyTask.ts";

parentPort?.postMessage(answer(workerData as PrivateKeyTask));

function answer({ text, passphrase, isPem }: PrivateKeyTask): PrivateKeyAnswer {
  try {
    const plain = inPlain(isPem ? fromPem(text, passphrase) : fromSsh2(text, passphrase));
    const parsed = plain === undefined ? undefined : ssh2.utils.parseKey(plain);
    if (plain === undefined || !parsed || parsed instanceof Error)
      return { problem: "unsupported" };
    return { keyType: parsed.type, publicKey: parsed.getPublicSSH(), text: plain };
  } catch {
    return { problem: "damaged" };
  }
}

function fromPem(text: string, passphrase: string | undefined): KeyObject {
  return createPrivateKey({ key: text, ...(passphrase !== undefined && { passphrase }) });
}

function fromSsh2(text: string, passphrase: string | undefined): KeyObject {
  const parsed = ssh2.utils.parseKey(text, passphrase);
  if (parsed instanceof Error) throw parsed;
  return createPrivateKey(parsed.getPrivatePEM());
}

/** Undefined for a kind of key that SSH does not know. */
function inPlain(key: KeyObject): string | undefined {
  const { asymmetricKeyType: kind } = key;
  if (kind === "rsa") return key.export({ type: "pkcs1", format: "pem" }).toString();
  if (kind === "ec") return key.export({ type: "sec1", format: "pem" }).toString();
  return kind === "ed25519" ? opensshEd25519(key) : undefined;
}
