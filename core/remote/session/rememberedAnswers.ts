import type { Questions, SecretQuestion } from "#core/remote/questions.ts";

type Asked = Pick<Questions, "trust" | "secrets">;

/**
 * Passwords and passphrases that let somebody in, in memory only and for as long as the session lives: so that a link comes
 * back by itself after a night's sleep. What a server asks in its own words is never kept: a code is good once.
 */
export class RememberedAnswers {
  readonly #answers = new Map<string, readonly string[]>();

  /** Passes questions on and keeps their answers. Of several to one question the last one was right. */
  asking(questions: Asked): Asked {
    return {
      trust: (question) => questions.trust(question),
      secrets: async (question) => {
        const answers = await questions.secrets(question);
        if (answers && question.kind !== "interactive") this.#answers.set(keyOf(question), answers);
        return answers;
      },
    };
  }

  /** Answers by what is known, each question once, and trusts no new key. `needed` says what nobody was there to answer. */
  alone(): Asked & { readonly needed: SecretQuestion | undefined } {
    const given = new Set<string>();
    const answers = this.#answers;
    let needed: SecretQuestion | undefined;
    return {
      get needed() {
        return needed;
      },
      trust: () => Promise.resolve(false),
      secrets: (question) => {
        const key = keyOf(question);
        const known = given.has(key) ? undefined : answers.get(key);
        given.add(key);
        if (!known) needed = question;
        return Promise.resolve(known);
      },
    };
  }
}

function keyOf({ kind, hop, username, host, keyPath }: SecretQuestion): string {
  return JSON.stringify([kind, hop, username, host, keyPath]);
}
