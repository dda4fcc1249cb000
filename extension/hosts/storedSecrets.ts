import type { SecretStorage } from "vscode";

import type { StoredSecrets } from "#core/client/logIn.ts";
import type { Interaction } from "#core/protocol/remote.ts";

export interface SecretPlace {
  readonly storage: SecretStorage;
  readonly log: { warn(message: string): void };
}

/** What is kept of a machine, by what is connected to. The storage may be locked: then there is nothing, and the person is asked. */
export function storedSecrets(host: string, { storage, log }: SecretPlace): StoredSecrets {
  const attempt = async <T>(use: () => Thenable<T>): Promise<T | undefined> => {
    try {
      return await use();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      log.warn(`[remote] the editor's secret storage cannot be used: ${why}`);
      return undefined;
    }
  };
  return {
    get: async (question) => {
      const name = secretName(host, question);
      return name === undefined ? undefined : attempt(() => storage.get(name));
    },
    delete: async (question) => {
      const name = secretName(host, question);
      if (name !== undefined) await attempt(() => storage.delete(name));
    },
  };
}

/**
 * Undefined for what is good for once only, such as a code. `connected` is what was connected to: the same machine behind
 * another port, or on the way to another one, is not told what this one was told.
 */
export function secretName(
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
