import type { HostKeyQuestion, Questions, SecretQuestion } from "#core/remote/questions.ts";

export interface Script {
  /** Undefined: no. */
  readonly trust?: (question: HostKeyQuestion) => boolean | Promise<boolean>;
  /** Undefined: gives up. */
  readonly secrets?: (
    question: SecretQuestion,
  ) => readonly string[] | undefined | Promise<readonly string[] | undefined>;
}

/** A person of a test, who remembers what they were asked. */
export class ScriptedQuestions implements Questions {
  readonly hostKeys: HostKeyQuestion[] = [];
  readonly asked: SecretQuestion[] = [];
  readonly #script: Script;

  constructor(script: Script = {}) {
    this.#script = script;
  }

  async trust(question: HostKeyQuestion): Promise<boolean> {
    this.hostKeys.push(question);
    return (await this.#script.trust?.(question)) ?? false;
  }

  async secrets(question: SecretQuestion): Promise<readonly string[] | undefined> {
    this.asked.push(question);
    return this.#script.secrets?.(question);
  }

  confirm(): Promise<boolean> {
    return Promise.resolve(true);
  }
}
