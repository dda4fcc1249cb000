import type { Questions, SecretQuestion } from "#core/remote/questions.ts";

type Asked = Pick<Questions, "trust" | "secrets">;

/** Who is asked in one try to log in. */
export interface Asking extends Asked {
  /** What only a person could answer, the last of it. */
  readonly needed: SecretQuestion | undefined;
  /** Called when the try has come to its end. */
  keep(): void;
}

/**
 * Passwords and passphrases that let somebody in, in memory only and for as long as the session lives: so that a link comes
 * back by itself after a night's sleep. What a server asks in its own words is never kept: a code is good once.
 */
export class RememberedAnswers {
  readonly #answers = new Map<string, readonly string[]>();

  /**
   * Answers by what is known, each question once, and passes the others on to somebody. Their answers are kept once they have
   * let them in, which `keep` says; of several to one question the last one was right.
   */
  asking(questions: Asked): Asking {
    const alone = this.alone();
    const given = new Map<string, readonly string[]>();
    return {
      get needed() {
        return alone.needed;
      },
      keep: () => given.forEach((answers, key) => this.#answers.set(key, answers)),
      trust: (question) => questions.trust(question),
      secrets: async (question) => {
        const known = await alone.secrets(question);
        if (known) return known;
        const answers = await questions.secrets(question);
        if (answers && question.kind !== "interactive") given.set(keyOf(question), answers);
        return answers;
      },
    };
  }

  /** Answers by what is known, each question once, and trusts no new key. */
  alone(): Asking {
    const given = new Set<string>();
    const answers = this.#answers;
    let needed: SecretQuestion | undefined;
    return {
      get needed() {
        return needed;
      },
      keep: () => undefined,
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

  /** Nobody is to come back any more. */
  forget(): void {
    this.#answers.clear();
  }
}

function keyOf({ kind, hop, username, host, keyPath }: SecretQuestion): string {
  return JSON.stringify([kind, hop, username, host, keyPath]);
}
