import * as z from "zod";

import { RunicornError } from "#core/protocol/errors.ts";
import { HostKey, Interaction, type RemoteConnection } from "#core/protocol/remote.ts";

import { goBack, type StepAnswer } from "../ui/stepAnswer.ts";
import { hostToConnect } from "./hostAddress.ts";
import type { RemoteClient } from "./remoteClient.ts";

/** Who is asked for what cannot be known beforehand. */
export interface LoginQuestions {
  /** An answer per prompt. `isAgain`: the one before was not taken. */
  secrets(question: Interaction, isAgain: boolean): Promise<StepAnswer<readonly string[]>>;
  /** Whether to go on with a key nobody has vouched for. */
  trust(key: HostKey): Promise<boolean>;
  /** A known machine shows another key; nothing can be gone on with. */
  refuse(key: HostKey): Promise<void>;
}

/** Where secrets may lie that the person need not be asked for. */
interface StoredSecrets {
  get(host: string, question: Interaction): Promise<string | undefined>;
  delete(host: string, question: Interaction): Promise<void>;
}

export type LoginOutcome =
  | {
      readonly kind: "connected";
      readonly connection: RemoteConnection;
      /** What was typed on the way in, and could be kept. */
      readonly typed: readonly { readonly question: Interaction; readonly secret: string }[];
    }
  | { readonly kind: "back" | "left" };

type Body = Parameters<RemoteClient["connect"]>[0]["body"];

export interface LoginOptions {
  readonly client: Pick<RemoteClient, "connect" | "acceptHostKey">;
  readonly questions: LoginQuestions;
  readonly secrets: StoredSecrets;
  readonly signal: AbortSignal;
}

/** Longer than the longest handshake; the questions on the way end the wait. */
const limitMs = 180_000;

/** Connects to a machine, named as a person does, and answers what comes up. Rejects with the reason where the host, or the way to it, says no. */
export async function logIn(name: string, options: LoginOptions): Promise<LoginOutcome> {
  const { client, questions, secrets, signal } = options;
  const login: Body = { ...hostToConnect(name), auth_method: "interactive" };
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
        if (!(await settleKey(question.key, options))) return { kind: "left" };
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
      const stored = isNewKey || isAgain ? undefined : await secrets.get(name, interaction);
      if (isAgain) await secrets.delete(name, interaction);
      const answers =
        stored === undefined ? await questions.secrets(interaction, isAgain) : [stored];
      if (answers === undefined || answers === goBack) {
        giveUp(client, interaction_id);
        return { kind: answers === undefined ? "left" : "back" };
      }
      const [secret] = answers;
      if (stored === undefined && secret !== undefined) {
        typed.set(id, { question: interaction, secret });
      }
      body = { interaction_id, answers: [...answers] };
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

/** Ends the handshake that waits; it would end by itself two minutes later. */
function giveUp(client: LoginOptions["client"], interaction_id: string): void {
  client.connect({ body: { interaction_id, answers: null } }).catch(() => undefined);
}

type Question =
  | { readonly kind: "key"; readonly key: HostKey }
  | { readonly kind: "secret"; readonly interaction: Interaction };

const KeyDetails = z.object({ host_key: HostKey });

/** What the shared viewer wants to know; undefined: it has failed. */
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
