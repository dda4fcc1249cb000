import type { Questions } from "#core/remote/questions.ts";
import type { Hop } from "#core/remote/target.ts";

import { notAnswered } from "./notAnswered.ts";
import { serverText } from "./serverText.ts";

/** More questions at once, or more times, no server has a reason for. */
const mostPrompts = 16;
const mostRounds = 16;

export interface KeyboardOptions {
  readonly hop: Hop;
  readonly index: number;
  readonly questions: Pick<Questions, "secrets">;
  /** Answers a first question for the password by itself. */
  password: string | undefined;
  /** How often the server has asked. */
  rounds: number;
}

interface Asked {
  readonly name: string;
  readonly instructions: string;
  readonly prompts: readonly { readonly prompt: string; readonly echo?: boolean }[];
}

/** Answers what a server asks at a login, be it a password or a code. Rejects where the person does not. */
export async function answerPrompts(options: KeyboardOptions, asked: Asked): Promise<string[]> {
  const { hop, index, questions, password } = options;
  const [first, ...more] = asked.prompts;
  options.rounds += 1;
  if (password !== undefined && first && more.length === 0 && asksForPassword(first)) {
    options.password = undefined;
    return [password];
  }
  const isTooMuch = asked.prompts.length > mostPrompts || options.rounds > mostRounds;
  if (!hop.credentials.interactive || isTooMuch) {
    throw notAnswered(hop, `“${serverText(first?.prompt ?? "", 100)}”`);
  }
  const answers = await questions.secrets({
    kind: "interactive",
    host: hop.host,
    username: hop.username,
    hop: index,
    name: serverText(asked.name),
    instructions: serverText(asked.instructions, 2000),
    prompts: asked.prompts.map(({ prompt, echo }) => ({
      prompt: serverText(prompt),
      echo: echo === true,
    })),
  });
  if (answers === undefined || answers.length !== asked.prompts.length) {
    throw notAnswered(hop, "What the server asked");
  }
  return [...answers];
}

/** A one-time code is no password, even where it is called one. */
function asksForPassword({ prompt, echo }: { prompt: string; echo?: boolean }): boolean {
  return echo !== true && /password/i.test(prompt) && !/one.?time|otp|code|token|new/i.test(prompt);
}
