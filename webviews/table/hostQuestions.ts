import { shownError } from "#webviews/shared/shownError.ts";

import type { Answers, Ask, FromPage, ToPage } from "./messages.ts";

interface Waiting {
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

/** Questions to the host, each with the answer to it. */
export class HostQuestions {
  readonly #post: (message: FromPage) => void;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;

  constructor(post: (message: FromPage) => void) {
    this.#post = post;
  }

  /** Fails with a sentence for the reader. */
  readonly ask = async <K extends Ask["kind"]>(
    ask: Extract<Ask, { kind: K }>,
  ): Promise<Answers[K]> => {
    const request = ++this.#last;
    const answer = new Promise<unknown>((resolve, reject) => {
      this.#waiting.set(request, { resolve, reject });
    });
    this.#post({ type: "ask", request, ask });
    // The host answers each kind of question in its own way.
    return (await answer) as Answers[K];
  };

  take({ request, answer, error }: Extract<ToPage, { type: "answer" }>): void {
    const waiting = this.#waiting.get(request);
    this.#waiting.delete(request);
    if (error === null) waiting?.resolve(answer);
    else waiting?.reject(new Error(shownError(error)));
  }
}
