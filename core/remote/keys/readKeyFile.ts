import { readBounded, UnreadableFileError } from "#core/remote/files/readBounded.ts";

import { keyProblem } from "./keyProblem.ts";
import { describePrivateKey } from "./privateKeyText.ts";

/** No key comes near; some files that pretend to be keys take minutes to be parsed. */
export const maxKeyBytes = 32 << 10;

/** The text of a private key. Throws `invalid_parameters` where it is not the person's own, or open to others. */
export async function readKeyFile(file: string): Promise<string> {
  let read;
  try {
    read = await readBounded(file, maxKeyBytes);
  } catch (cause) {
    if (!(cause instanceof UnreadableFileError)) throw cause;
    throw keyProblem(file, `${cause.message}; name the file of a private key.`, cause);
  }
  if (!read) throw keyProblem(file, "does not exist; name the file of a private key.");
  const text = read.bytes.toString("latin1");
  // A public key is told to be one, rather than that others can read it.
  describePrivateKey(text, file);
  const { uid, mode } = read.stat;
  if (process.getuid !== undefined && uid !== process.getuid()) {
    throw keyProblem(file, "belongs to somebody else; use a key of your own.");
  }
  if (process.platform !== "win32" && (mode & 0o077) !== 0) {
    throw keyProblem(file, `can be used by others on this machine; run: chmod 600 ${file}`);
  }
  return text;
}
