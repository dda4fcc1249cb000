import type * as vscode from "vscode";

import type { StoredSecrets } from "#core/client/logIn.ts";
import type { Interaction } from "#core/protocol/remote.ts";

import { buttons, notify } from "../ui/notify.ts";
import { sentence } from "../ui/sentence.ts";
import type { HostMemory } from "./hostMemory.ts";

export interface HostSecretsOptions {
  readonly storage: vscode.SecretStorage;
  readonly memory: HostMemory;
  readonly log: { warn(message: string): void };
}

/**
 * Passwords and passphrases in the editor's secret storage, where the person wants them there; nowhere else. The storage may be
 * locked: then there is nothing stored, and the person is asked.
 */
export class HostSecrets {
  readonly #options: HostSecretsOptions;

  constructor(options: HostSecretsOptions) {
    this.#options = options;
  }

  /** Those of a machine, by what is connected to. */
  of(host: string): StoredSecrets {
    const { storage } = this.#options;
    return {
      get: async (question) => {
        const name = nameOf(host, question);
        return name === undefined ? undefined : this.#attempt(() => storage.get(name));
      },
      delete: async (question) => {
        const name = nameOf(host, question);
        if (name !== undefined) await this.#attempt(() => storage.delete(name));
      },
    };
  }

  /** Asks whether to keep what has just let the person in. Waits for the answer, so callers do not wait for this. */
  async offer(host: string, question: Interaction, secret: string): Promise<void> {
    const { storage, memory } = this.#options;
    const name = nameOf(host, question);
    if (name === undefined || memory.isUnasked(name)) return;
    const choice = await notify.info(
      question.kind === "passphrase"
        ? sentence`Keep the passphrase of ${question.key_path ?? "the key"} in the editor's secret storage?`
        : sentence`Keep the password of ${question.username}@${question.host} in the editor's secret storage?`,
      buttons.keep,
      buttons.notNow,
      buttons.never,
    );
    if (choice === buttons.never) await memory.neverAsk(name);
    if (choice !== buttons.keep) return;
    try {
      await storage.store(name, secret);
    } catch (error) {
      const why = this.#tell(error);
      void notify.warning(sentence`It could not be kept: the editor's secret storage says ${why}`);
    }
  }

  async #attempt<T>(use: () => Thenable<T>): Promise<T | undefined> {
    try {
      return await use();
    } catch (error) {
      this.#tell(error);
      return undefined;
    }
  }

  #tell(error: unknown): string {
    const why = error instanceof Error ? error.message : String(error);
    this.#options.log.warn(`[remote] the editor's secret storage cannot be used: ${why}`);
    return why;
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
