import type { StoredSecrets } from "#core/client/logIn.ts";
import type { Interaction } from "#core/protocol/remote.ts";

import { sentence } from "../ui/localSentence.ts";
import { buttons, notify } from "../ui/notify.ts";
import type { HostMemory } from "./hostMemory.ts";
import { secretName, type SecretPlace, storedSecrets } from "./storedSecrets.ts";

/** Passwords and passphrases in the editor's secret storage, where the person wants them there; nowhere else. */
export class HostSecrets {
  readonly #place: SecretPlace;
  readonly #memory: HostMemory;
  readonly #isBasic: () => Promise<boolean>;

  /** `isBasic`: whether the storage keeps secrets so that whoever reads its files can read them. */
  constructor(place: SecretPlace, memory: HostMemory, isBasic: () => Promise<boolean>) {
    this.#place = place;
    this.#memory = memory;
    this.#isBasic = isBasic;
  }

  /** Those of a machine, by what is connected to. */
  of(host: string): StoredSecrets {
    return storedSecrets(host, this.#place);
  }

  /** Asks whether to keep what has just let the person in. Waits for the answer, so callers do not wait for this. */
  async offer(host: string, question: Interaction, secret: string): Promise<void> {
    const { storage, log } = this.#place;
    const name = secretName(host, question);
    if (name === undefined || this.#memory.isUnasked(name)) return;
    const asked =
      question.kind === "passphrase"
        ? sentence`Keep the passphrase of ${question.key_path ?? "the key"} in the editor's secret storage?`
        : sentence`Keep the password of ${question.username}@${question.host} in the editor's secret storage?`;
    const choice = await notify.info(
      (await this.#isBasic())
        ? sentence`${asked} The editor uses no keyring here: whoever can read your files could read it.`
        : asked,
      buttons.keep,
      buttons.notNow,
      buttons.never,
    );
    if (choice === buttons.never) await this.#memory.neverAsk(name);
    if (choice !== buttons.keep) return;
    try {
      await storage.store(name, secret);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      log.warn(`[remote] a secret could not be kept: ${why}`);
      void notify.warning(sentence`It could not be kept: the editor's secret storage says ${why}`);
    }
  }
}
