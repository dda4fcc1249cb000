import * as z from "zod";

import { RunicornError } from "#core/protocol/errors.ts";
import { HostKey, Interaction, type RemoteConnection } from "#core/protocol/remote.ts";
import type { ConnectBody } from "#core/protocol/remoteConnections.ts";

import type { RemoteClient } from "./remoteClient.ts";

/** Who is asked for what cannot be known beforehand. */
export interface LoginQuestions {
  /** An answer per prompt; undefined: the person gives up. `isAgain`: the one before was not taken. */
  secrets(
    question: Interaction,
    isAgain: boolean,
    signal: AbortSignal,
  ): Promise<readonly string[] | undefined>;
  /** Whether to go on with a key nobody has vouched for. */
  trust(key: HostKey): Promise<boolean>;
  /** A known machine shows another key; nothing can be gone on with. */
  refuse(key: HostKey): Promise<void>;
}

/** Where secrets may lie that the person need not be asked for. */
export interface StoredSecrets {
  get(question: Interaction): Promise<string | undefined>;
  delete(question: Interaction): Promise<void>;
}

export type LoginOutcome =
  | {
      readonly kind: "connected";
      readonly connection: RemoteConnection;
      /** What was typed on the way in, and could be kept. */
      readonly typed: readonly { readonly question: Interaction; readonly secret: string }[];
    }
  /** `reason`: the question that was not answered, as it came. */
  | { readonly kind: "left"; readonly reason: unknown };

export interface LoginOptions {
  readonly client: Pick<RemoteClient, "connect" | "acceptHostKey">;
  readonly questions: LoginQuestions;
  readonly stored?: StoredSecrets;
  readonly signal: AbortSignal;
}

/** Longer than the longest handshake; the questions on the way end the wait. */
const limitMs = 180_000;

/** Nobody is there: whatever needs an answer ends. */
export const nobody: LoginQuestions = {
  secrets: () => Promise.resolve(undefined),
  trust: () => Promise.resolve(false),
  refuse: () => Promise.resolve(),
};

/** Connects to a machine and answers what comes up. Rejects with the reason where the host, or the way to it, says no. */
export async function logIn(login: ConnectBody, options: LoginOptions): Promise<LoginOutcome> {
  const { client, stored, signal } = options;
  const typed = new Map<string, { question: Interaction; secret: string }>();
  const asked = new Set<string>();
  let isNewKey = false;
  let body = login;
  for (;;) {
    try {
      const connection = await client.connect({ body }, { signal, limitMs });
      return { kind: "connected", connection, typed: [...typed.values()] };
    } catch (error) {
      const question = questionOf(error);
      if (question === undefined) throw error;
      if (question.kind === "key") {
        if (!(await settleKey(question.key, options))) return { kind: "left", reason: error };
        isNewKey = true;
        body = login;
        continue;
      }
      const { interaction } = question;
      const { kind, hop, key_path, prompts, interaction_id } = interaction;
      const id = JSON.stringify([kind, hop, key_path, prompts]);
      const isAgain = asked.has(id);
      asked.add(id);
      // A stored secret is tried once, and never on a machine whose key nobody knew a moment ago.
      const known = isNewKey || isAgain ? undefined : await stored?.get(interaction);
      if (isAgain) await stored?.delete(interaction);
      const answers =
        known === undefined
          ? await answersOf(interaction, isAgain, options)
          : ([known] as readonly string[]);
      if (answers === undefined) return { kind: "left", reason: error };
      const [secret] = answers;
      if (known === undefined && secret !== undefined) {
        typed.set(id, { question: interaction, secret });
      }
      body = { interaction_id, answers: [...answers] };
    }
  }
}

/** Undefined where the person gives up; then the handshake that waits is told, which would end by itself two minutes later. */
async function answersOf(
  question: Interaction,
  isAgain: boolean,
  { client, questions, signal }: LoginOptions,
): Promise<readonly string[] | undefined> {
  let answers: readonly string[] | undefined;
  try {
    answers = await questions.secrets(question, isAgain, signal);
    return answers;
  } finally {
    if (answers === undefined) {
      const body = { interaction_id: question.interaction_id, answers: null };
      client.connect({ body }).catch(() => undefined);
    }
  }
}

/** False where the machine is not connected to. */
async function settleKey(key: HostKey, { client, questions }: LoginOptions): Promise<boolean> {
  if (key.reason === "changed") {
    await questions.refuse(key);
    return false;
  }
  if (!(await questions.trust(key))) return false;
  const { host, port, known_hosts_host, key_type, public_key, fingerprint_sha256 } = key;
  await client.acceptHostKey({
    body: { host, port, known_hosts_host, key_type, public_key, fingerprint_sha256 },
  });
  return true;
}

type Question =
  | { readonly kind: "key"; readonly key: HostKey }
  | { readonly kind: "secret"; readonly interaction: Interaction };

const KeyDetails = z.object({ host_key: HostKey });

/** What the server wants to know; undefined: it has failed. */
function questionOf(error: unknown): Question | undefined {
  if (RunicornError.is(error, "HOST_KEY_CONFIRMATION_REQUIRED")) {
    const details = KeyDetails.safeParse(error.details).data;
    return details && { kind: "key", key: details.host_key };
  }
  if (RunicornError.is(error, "INTERACTION_REQUIRED")) {
    const interaction = Interaction.safeParse(error.details).data;
    return interaction && { kind: "secret", interaction };
  }
  return undefined;
}
