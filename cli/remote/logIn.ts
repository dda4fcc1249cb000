import { logIn as begin, type LoginQuestions, nobody } from "#core/client/logIn.ts";
import type { RemoteClient } from "#core/client/remoteClient.ts";
import type { RemoteConnection } from "#core/protocol/remote.ts";
import type { ConnectBody } from "#core/protocol/remoteConnections.ts";

import { ask } from "../ask.ts";
import type { Io } from "../command.ts";
import { printable } from "../table.ts";

/** Connects, and asks the person on the terminal whatever has to be answered on the way. */
export async function logIn(
  client: RemoteClient,
  login: ConnectBody,
  io: Io,
): Promise<RemoteConnection> {
  const questions = io.stdin.isTTY === true ? onTerminal(io) : nobody;
  const outcome = await begin(login, { client, questions, signal: io.signal });
  if (outcome.kind === "connected") return outcome.connection;
  throw outcome.reason;
}

function onTerminal(io: Io): LoginQuestions {
  return {
    async secrets({ name, instructions, prompts }) {
      for (const text of [name, instructions]) {
        if (text !== "") io.stdout.write(`${printable(text)}\n`);
      }
      const answers: string[] = [];
      for (const { prompt, echo } of prompts) {
        answers.push(await ask(`${prompt.replace(/:? *$/, "")}: `, io, echo));
      }
      return answers;
    },
    async trust({ known_hosts_host, key_type, fingerprint_sha256 }) {
      io.stdout.write(
        `The key of ${known_hosts_host} is not known yet.\n  ${key_type} ${fingerprint_sha256}\n`,
      );
      const answer = await ask("Is it the right one? Type yes: ", io);
      return answer.trim().toLowerCase() === "yes";
    },
    // A changed key is not a matter of yes or no; the error says which file knows another one.
    refuse: () => Promise.resolve(),
  };
}
