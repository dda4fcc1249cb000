import type * as vscode from "vscode";

import type { Interaction } from "#core/protocol/remote.ts";

import { buttons, notify } from "../ui/notify.ts";
import { sentence } from "../ui/sentence.ts";
import type { HostMemory } from "./hostMemory.ts";

/** Passwords and passphrases in the editor's secret storage, where the person wants them there; nowhere else. */
export class HostSecrets {
  readonly #storage: vscode.SecretStorage;
  readonly #memory: HostMemory;

  constructor(storage: vscode.SecretStorage, memory: HostMemory) {
    this.#storage = storage;
    this.#memory = memory;
  }

  async get(host: string, question: Interaction): Promise<string | undefined> {
    const name = nameOf(host, question);
    return name === undefined ? undefined : this.#storage.get(name);
  }

  async delete(host: string, question: Interaction): Promise<void> {
    const name = nameOf(host, question);
    if (name !== undefined) await this.#storage.delete(name);
  }

  /** Asks whether to keep what has just let the person in. Waits for the answer, so callers do not wait for this. */
  async offer(host: string, question: Interaction, secret: string): Promise<void> {
    const name = nameOf(host, question);
    if (name === undefined || this.#memory.isUnasked(name)) return;
    const choice = await notify.info(
      question.kind === "passphrase"
        ? sentence`Keep the passphrase of ${question.key_path ?? "the key"} in the editor's secret storage?`
        : sentence`Keep the password of ${question.username}@${question.host} in the editor's secret storage?`,
      buttons.keep,
      buttons.notNow,
      buttons.never,
    );
    if (choice === buttons.keep) await this.#storage.store(name, secret);
    if (choice === buttons.never) await this.#memory.neverAsk(name);
  }
}

/**
 * Undefined for what is good for once only, such as a code. `connected` is what was connected to: the same machine behind
 * another port, or on the way to another one, is not told what this one was told.
 */
function nameOf(
  connected: string,
  { kind, username, host, hop, key_path, prompts }: Interaction,
): string | undefined {
  const [prompt] = prompts;
  if (prompts.length !== 1 || prompt === undefined || prompt.echo) return undefined;
  if (kind === "interactive" && !/^(?!.*one-?time).*password/i.test(prompt.prompt))
    return undefined;
  const what = kind === "passphrase" ? `passphrase ${key_path ?? ""}` : "password";
  return `runicorn.remote ${connected} ${hop} ${what} ${username}@${host}`;
}
