import type { Interaction } from "#core/protocol/remote.ts";

/** What a machine asks that wants a password. */
export const passwordQuestion: Interaction = {
  interaction_id: "q1",
  kind: "password",
  host: "gpu1",
  username: "ada",
  hop: 0,
  name: "",
  instructions: "",
  prompts: [{ prompt: "Password:", echo: false }],
  expires_at: 0,
};
