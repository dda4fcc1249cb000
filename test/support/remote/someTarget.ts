import type { SecretQuestion } from "#core/remote/questions.ts";
import type { Credentials, Target } from "#core/remote/target.ts";

/** A machine to log in to that nobody really does. */
export function someTarget(credentials: Partial<Credentials> = {}): Target {
  return {
    host: "gpu1",
    port: 22,
    username: "dana",
    label: "gpu1",
    jumps: [],
    timeoutMs: 10_000,
    credentials: { keys: [], interactive: false, ...credentials },
  };
}

/** What it asks where it wants a password. */
export const passwordAsked: SecretQuestion = {
  kind: "password",
  host: "gpu1",
  username: "dana",
  hop: 0,
  name: "",
  instructions: "",
  prompts: [{ prompt: "Password", echo: false }],
};
