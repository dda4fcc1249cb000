import ssh2, { type ParsedKey } from "ssh2";

import { RunicornError } from "#core/protocol/errors.ts";
import { loadPrivateKey } from "#core/remote/keys/loadPrivateKey.ts";
import type { Questions } from "#core/remote/questions.ts";
import type { Hop, KeySource } from "#core/remote/target.ts";

import { notAnswered } from "./notAnswered.ts";

const triesToType = 3;

/** A key that is ready, or `locked` where its passphrase is not known. Throws `invalid_parameters` for one that is of no use. */
export async function loadKey(source: KeySource): Promise<ParsedKey | "locked"> {
  const loaded = await loadPrivateKey(source);
  if (loaded.status === "passphrase") return "locked";
  const key = ssh2.utils.parseKey(loaded.privateKey);
  if (key instanceof Error) {
    throw new RunicornError("invalid_parameters", `${nameOf(source)} cannot be used here.`, {
      cause: key,
    });
  }
  return key;
}

/** Asks for the passphrase of a locked key, three times. Undefined for an empty one: the person wants to do without this key. */
export async function unlockKey(
  source: KeySource,
  { hop, index, questions }: { hop: Hop; index: number; questions: Pick<Questions, "secrets"> },
): Promise<ParsedKey | undefined> {
  const name = nameOf(source);
  const isGiven = source.passphrase !== undefined;
  for (let tries = 0; tries < triesToType; tries += 1) {
    const isWrong = isGiven || tries > 0;
    const answers = await questions.secrets({
      kind: "passphrase",
      host: hop.host,
      username: hop.username,
      hop: index,
      ...("path" in source && { keyPath: source.path }),
      name: "",
      instructions: isWrong ? "That passphrase was not the right one." : "",
      prompts: [{ prompt: `Passphrase of ${name}`, echo: false }],
    });
    const [passphrase] = answers ?? [];
    if (passphrase === undefined) throw notAnswered(hop, `The passphrase of ${name}`);
    if (passphrase === "") return undefined;
    const key = await loadKey({ ...source, passphrase });
    if (key !== "locked") return key;
  }
  throw new RunicornError(
    "authentication_failed",
    `The passphrase of ${name} was wrong three times.`,
  );
}

export function nameOf(source: KeySource): string {
  return "path" in source ? source.path : "the given key";
}
