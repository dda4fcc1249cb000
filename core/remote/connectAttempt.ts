import { randomBytes } from "node:crypto";

import { RunicornError } from "#core/protocol/errors.ts";
import type { Interaction } from "#core/protocol/remote.ts";

import { CommonWait } from "./commonWait.ts";
import type { Questions, SecretQuestion } from "./questions.ts";

/** Milliseconds a question stays open: a server hangs up after two minutes, anyhow. */
const openMs = 120_000;

interface Asked {
  readonly interaction: Interaction;
  /** How many were told of it and have neither answered nor left. */
  told: number;
  answer(answers: readonly string[] | undefined): void;
}

export interface ConnectAttemptOptions {
  /** Must end when the signal says so. */
  readonly open: (questions: Questions, signal: AbortSignal) => Promise<void>;
  /** Called before anybody who waits is told; with the reason where it failed. */
  readonly onEnd: (error: unknown) => void;
  readonly limitMs?: number;
}

/**
 * One way to a connection, over several requests: each ends with the connection, with the next question to be answered by
 * another request, or with the reason why there is none.
 */
export class ConnectAttempt implements Questions {
  /** Ids of its questions, also of those that are answered. */
  readonly interactions = new Set<string>();
  readonly #ending = new AbortController();
  readonly #done: Promise<void>;
  readonly #limitMs: number;
  /** A question outlives those who wait: somebody was told of it and may be typing the answer. */
  readonly #common = new CommonWait(() => {
    if (!this.#asked) this.giveUp();
  });
  #asked: Asked | undefined;
  #isOver = false;
  /** Settles when there is a question to be told, or nothing to be waited for any more. */
  #news = Promise.withResolvers<void>();

  /** `limitMs`: how long a question may stay open. */
  constructor({ open, onEnd, limitMs = openMs }: ConnectAttemptOptions) {
    this.#limitMs = limitMs;
    this.#done = open(this, this.#ending.signal)
      .finally(() => (this.#isOver = true))
      .then(
        () => onEnd(undefined),
        (error: unknown) => {
          onEnd(error);
          throw error;
        },
      );
    this.#done.catch(() => undefined);
  }

  /**
   * Resolves once connected. Rejects with `INTERACTION_REQUIRED` where something has to be answered first. `signal`: whoever
   * waits here has gone; without anybody else the attempt is given up.
   */
  async next(signal?: AbortSignal): Promise<void> {
    do {
      // Again where somebody else has answered before the question could be told.
      await this.#common.wait(Promise.race([this.#news.promise, this.#done]), signal);
      if (this.#isOver) return this.#done;
    } while (!this.#asked);
    this.#asked.told += 1;
    const { interaction } = this.#asked;
    throw new RunicornError(
      "INTERACTION_REQUIRED",
      `${interaction.username}@${interaction.host} asks for something; answer it with its interaction_id.`,
      { details: { ...interaction } },
    );
  }

  /** An answer per prompt. A question that was answered meanwhile is not asked again. */
  answer(id: string, answers: readonly string[]): void {
    if (this.#asked?.interaction.interaction_id === id) this.#asked.answer(answers);
  }

  /** Somebody who was told of a question does not want to answer it. Others may: it ends with the last of them. True where it has. */
  leave(id: string): boolean {
    const asked = this.#asked;
    if (asked?.interaction.interaction_id !== id) return this.#isOver;
    asked.told -= 1;
    if (asked.told <= 0) asked.answer(undefined);
    return asked.told <= 0;
  }

  giveUp(): void {
    this.#asked?.answer(undefined);
    this.#ending.abort(new RunicornError("service_unavailable", "The connection was given up."));
  }

  /** Never at once: a person confirms it by `known-hosts/accept` and connects again. */
  trust(): Promise<boolean> {
    return Promise.resolve(false);
  }

  secrets(question: SecretQuestion): Promise<readonly string[] | undefined> {
    const id = randomBytes(16).toString("hex");
    this.interactions.add(id);
    const { promise, resolve } = Promise.withResolvers<readonly string[] | undefined>();
    const late = setTimeout(() => this.#asked?.answer(undefined), this.#limitMs).unref();
    this.#asked = {
      interaction: interactionOf(id, question, this.#limitMs),
      told: 0,
      answer: (answers) => {
        clearTimeout(late);
        this.#asked = undefined;
        this.#news = Promise.withResolvers();
        resolve(answers);
      },
    };
    this.#news.resolve();
    return promise;
  }

  /** Of a viewer, not of a connection. */
  confirm(): Promise<boolean> {
    return Promise.resolve(false);
  }
}

function interactionOf(id: string, question: SecretQuestion, limitMs: number): Interaction {
  const { kind, host, username, hop, keyPath, name, instructions, prompts } = question;
  return {
    interaction_id: id,
    kind,
    host,
    username,
    hop,
    ...(keyPath !== undefined && { key_path: keyPath }),
    name,
    instructions,
    prompts: prompts.map((one) => ({ ...one })),
    expires_at: (Date.now() + limitMs) / 1000,
  };
}
