import { RunicornError } from "#core/protocol/errors.ts";
import { readBounded, UnreadableFileError } from "#core/remote/files/readBounded.ts";
import { decodeKey } from "#core/remote/knownHosts/publicKeyBlob.ts";

import { describePrivateKey } from "./privateKeyText.ts";
import { maxKeyBytes } from "./readKeyFile.ts";

/** The public key (its blob) of an identity: of the file beside it, or in it. Undefined where it cannot be told without a passphrase. */
export async function identityKey(file: string): Promise<Buffer | undefined> {
  return (await publicKeyIn(`${file}.pub`)) ?? (await publicKeyIn(file));
}

async function publicKeyIn(file: string): Promise<Buffer | undefined> {
  try {
    const read = await readBounded(file, maxKeyBytes);
    if (!read) return undefined;
    const text = read.bytes.toString("latin1");
    const [, base64 = ""] = text.trimStart().split(/[ \t\r\n]+/, 2);
    return decodeKey(base64)?.blob ?? describePrivateKey(text, file).publicKey;
  } catch (error) {
    if (error instanceof UnreadableFileError || RunicornError.is(error)) return undefined;
    throw error;
  }
}
