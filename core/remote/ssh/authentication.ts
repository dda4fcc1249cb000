import type { AnyAuthMethod, AuthHandlerMiddleware, ParsedKey } from "ssh2";

import { RunicornError } from "#core/protocol/errors.ts";
import { agentKeys } from "#core/remote/keys/agentKeys.ts";
import { identityKey } from "#core/remote/keys/identityKey.ts";
import type { Questions } from "#core/remote/questions.ts";
import type { Hop, KeySource } from "#core/remote/target.ts";

import { type KeyboardOptions, answerPrompts } from "./keyboardInteractive.ts";
import { notAnswered } from "./notAnswered.ts";
import { loadKey, nameOf, unlockKey } from "./privateKeys.ts";
import { offered, offeredAgent } from "./rsaSha512.ts";

const triesToType = 3;

/** What one machine is logged in with. */
export interface AuthenticationOptions {
  readonly hop: Hop;
  readonly index: number;
  /** Every question holds the clock of the connection. */
  readonly questions: Pick<Questions, "secrets">;
  /** Whether somebody vouched for the machine's key before. */
  readonly isTrusted: () => boolean;
  /** What the server would take next. */
  readonly methods: () => readonly string[];
  /** Ends the connection. */
  readonly fail: (error: RunicornError) => void;
}

/** Ways to log in of one kind, one after the other. */
type Attempts = AsyncGenerator<AnyAuthMethod, void, undefined>;

/**
 * Logs in: by the agent's keys, then by those on disk, then by what has to be typed, each only where the server asks for it.
 * A secret that was stored goes only to a machine whose key was known before.
 */
export class Authentication {
  readonly #options: AuthenticationOptions;
  /** By the name servers call them. What asks nobody comes first. */
  readonly #sources: readonly { readonly method: string; readonly attempts: Attempts }[];
  readonly #tried: string[] = [];
  readonly #problems = new Set<string>();
  /** Public keys, so that none is offered twice: a server counts. */
  readonly #offered = new Set<string>();
  readonly #locked: KeySource[] = [];
  #isFirst = true;

  constructor(options: AuthenticationOptions) {
    this.#options = options;
    this.#sources = [
      { method: "publickey", attempts: this.#agent() },
      { method: "publickey", attempts: this.#keys() },
      { method: "password", attempts: this.#storedPassword() },
      { method: "publickey", attempts: this.#lockedKeys() },
      { method: "keyboard-interactive", attempts: this.#interactive() },
      { method: "password", attempts: this.#typedPassword() },
    ];
  }

  /** Called by the library for the next way to try. */
  readonly handler: AuthHandlerMiddleware = (_left, _partial, next) => {
    this.#next().then(
      (method) => {
        try {
          // The types of the library do not know that false means there is none.
          next(method ?? (false as never));
        } catch {
          // The connection has ended meanwhile, and with it what this answers.
        }
      },
      (error: unknown) => this.#options.fail(error as RunicornError),
    );
  };

  /** Why it did not work, once there is nothing left to try. */
  get failure(): RunicornError {
    const { hop, methods } = this.#options;
    const tried = this.#tried.length === 0 ? "there was nothing to try" : this.#tried.join(", ");
    const problems = [...this.#problems].map((problem) => ` ${problem}`).join("");
    const wanted = methods().join(", ") || "nothing we know";
    return new RunicornError(
      "authentication_failed",
      `${hop.username}@${hop.host} could not be logged in. The server takes ${wanted}; tried: ${tried}.${problems}`,
    );
  }

  async #next(): Promise<AnyAuthMethod | undefined> {
    const { hop, methods } = this.#options;
    // Asking for nothing tells what the server takes, and costs none of its patience.
    if (this.#isFirst) {
      this.#isFirst = false;
      return { type: "none", username: hop.username };
    }
    for (const { method, attempts } of this.#sources) {
      if (!methods().includes(method)) continue;
      const attempt = await attempts.next();
      if (!attempt.done) return attempt.value;
    }
    return undefined;
  }

  async *#agent(): Attempts {
    const { username, credentials } = this.#options.hop;
    try {
      const keys = await agentKeys(credentials);
      if (keys.length > 0) this.#tried.push(`${keys.length} of the agent's keys`);
      for (const agent of keys) {
        if (this.#isNew(agent.key)) {
          yield { type: "agent", username, agent: offeredAgent(agent) };
        }
      }
    } catch (error) {
      this.#note(error);
    }
  }

  async *#keys(): Attempts {
    const { hop } = this.#options;
    for (const source of hop.credentials.keys) {
      try {
        const key = await loadKey(source);
        if (key === "locked") this.#locked.push(source);
        else yield* this.#offer(source, key);
      } catch (error) {
        this.#note(error);
      }
    }
  }

  async *#lockedKeys(): Attempts {
    const { hop } = this.#options;
    for (const source of this.#locked) {
      const blob = "path" in source ? await identityKey(source.path) : undefined;
      if (blob && this.#offered.has(blob.toString("base64"))) continue;
      if (!hop.credentials.interactive) {
        this.#problems.add(`The passphrase of ${nameOf(source)} is missing or wrong.`);
        continue;
      }
      const key = await unlockKey(source, this.#options);
      if (key) yield* this.#offer(source, key);
    }
  }

  *#offer(source: KeySource, key: ParsedKey): Generator<AnyAuthMethod> {
    if (!this.#isNew(key)) return;
    this.#tried.push(nameOf(source));
    yield { type: "publickey", username: this.#options.hop.username, key: offered(key) };
  }

  async *#storedPassword(): Attempts {
    const { username } = this.#options.hop;
    const password = this.#password;
    if (password === undefined) return;
    this.#tried.push("the given password");
    yield await Promise.resolve({ type: "password", username, password });
  }

  async *#interactive(): Attempts {
    const { hop, index, questions, fail } = this.#options;
    const how: KeyboardOptions = { hop, index, questions, password: this.#password, rounds: 0 };
    if (!hop.credentials.interactive && how.password === undefined) return;
    this.#tried.push("answers to what the server asked");
    for (let tries = 0; tries < triesToType; tries += 1) {
      yield await Promise.resolve({
        type: "keyboard-interactive",
        username: hop.username,
        prompt: (name, instructions, _language, prompts, finish) => {
          answerPrompts(how, { name, instructions, prompts }).then((answers) => {
            try {
              finish(answers);
            } catch {
              // The connection has ended meanwhile.
            }
          }, fail);
        },
      });
    }
  }

  async *#typedPassword(): Attempts {
    const { hop, index, questions } = this.#options;
    const { username, host, credentials } = hop;
    if (!credentials.interactive) return;
    for (let tries = 0; tries < triesToType; tries += 1) {
      const answers = await questions.secrets({
        kind: "password",
        host,
        username,
        hop: index,
        name: "",
        instructions: tries === 0 ? "" : "That password was not accepted.",
        prompts: [{ prompt: `Password of ${username}@${host}`, echo: false }],
      });
      const [password] = answers ?? [];
      if (password === undefined) throw notAnswered(hop, "The password");
      if (tries === 0) this.#tried.push("a typed password");
      yield { type: "password", username, password };
    }
  }

  get #password(): string | undefined {
    const { password } = this.#options.hop.credentials;
    if (password === undefined) return undefined;
    if (this.#options.isTrusted()) return password;
    this.#problems.add("The given password was kept back, as the machine's key was new.");
    return undefined;
  }

  #isNew(key: ParsedKey): boolean {
    const blob = key.getPublicSSH().toString("base64");
    if (this.#offered.has(blob)) return false;
    this.#offered.add(blob);
    return true;
  }

  #note(error: unknown): void {
    this.#problems.add(error instanceof Error ? error.message : String(error));
  }
}
