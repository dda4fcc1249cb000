import { RunicornError } from "#core/protocol/errors.ts";
import { HostKey, Interaction, type RemoteConnection } from "#core/protocol/remote.ts";
import type { ConnectBody } from "#core/protocol/remoteConnections.ts";

import { ask } from "../ask.ts";
import type { Io } from "../command.ts";
import type { RemoteClient } from "./remoteClient.ts";

/** Connects, and asks the person on the terminal whatever has to be answered on the way. */
export async function logIn(
  client: RemoteClient,
  login: ConnectBody,
  io: Io,
): Promise<RemoteConnection> {
  for (let body = login; ;) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- each answer leads to the next question
      return await client.connect({ body });
    } catch (error) {
      if (io.stdin.isTTY !== true) throw error;
      if (RunicornError.is(error, "HOST_KEY_CONFIRMATION_REQUIRED")) {
        // oxlint-disable-next-line no-await-in-loop
        await confirmKey(client, error, io);
        body = login;
      } else if (RunicornError.is(error, "INTERACTION_REQUIRED")) {
        // oxlint-disable-next-line no-await-in-loop
        body = await answersTo(error, io);
      } else throw error;
    }
  }
}

async function confirmKey(client: RemoteClient, error: RunicornError, io: Io): Promise<void> {
  const key = HostKey.parse(error.details?.["host_key"]);
  // A changed key is not a matter of yes or no.
  if (key.reason === "changed") throw error;
  io.stdout.write(
    `The key of ${key.known_hosts_host} is not known yet.\n  ${key.key_type} ${key.fingerprint_sha256}\n`,
  );
  const answer = await ask("Is it the right one? Type yes: ", io);
  if (answer.trim().toLowerCase() !== "yes") throw error;
  const { host, port, known_hosts_host, key_type, public_key, fingerprint_sha256 } = key;
  await client.acceptHostKey({
    body: { host, port, known_hosts_host, key_type, public_key, fingerprint_sha256 },
  });
}

async function answersTo(error: RunicornError, io: Io): Promise<ConnectBody> {
  const { interaction_id, name, instructions, prompts } = Interaction.parse(error.details);
  for (const text of [name, instructions]) if (text !== "") io.stdout.write(`${text}\n`);
  const answers: string[] = [];
  for (const { prompt, echo } of prompts) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    answers.push(await ask(`${prompt.replace(/:? *$/, "")}: `, io, echo));
  }
  return { interaction_id, answers };
}
