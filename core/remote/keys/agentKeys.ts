import type { Duplex } from "node:stream";

import ssh2, { type IdentityCallback, type ParsedKey } from "ssh2";

import { RunicornError } from "#core/protocol/errors.ts";
import type { Credentials } from "#core/remote/target.ts";

import { identityKey } from "./identityKey.ts";

/** Milliseconds for an agent to say what it has. */
const listMs = 5000;
/** And to sign: it may ask the person first. */
const signMs = 60_000;

/**
 * The agent's keys that may be used, each as an agent of its own, so that they can be offered one by one: servers hang up
 * after a few wrong ones. Those meant for the machine come first. None without an agent. Throws `service_unavailable` where
 * it is gone or does not answer.
 */
export async function agentKeys(
  { agent, agentIdentities, agentFirst }: Credentials,
  limitMs = listMs,
): Promise<AgentKey[]> {
  if (agent === undefined) return [];
  const [keys, allowed, first] = await Promise.all([
    identitiesOf(agent, limitMs),
    agentIdentities && blobsOf(agentIdentities),
    blobsOf(agentFirst ?? []),
  ]);
  const blobOf = (key: ParsedKey) => key.getPublicSSH().toString("base64");
  const usable = allowed ? keys.filter((key) => allowed.has(blobOf(key))) : keys;
  const isFirst = (key: ParsedKey) => first.has(blobOf(key));
  return [...usable.filter(isFirst), ...usable.filter((key) => !isFirst(key))].map(
    (key) => new AgentKey(agent, key),
  );
}

async function blobsOf(files: readonly string[]): Promise<Set<string>> {
  const keys = await Promise.all(files.map((file) => identityKey(file)));
  return new Set(keys.flatMap((key) => (key ? [key.toString("base64")] : [])));
}

function identitiesOf(socket: string, limitMs: number): Promise<ParsedKey[]> {
  return new Promise((resolve, reject) => {
    new TimedAgent(socket, limitMs).getIdentities((error, keys) => {
      // The types know of other forms, for agents of other kinds.
      if (keys) resolve(keys as ParsedKey[]);
      else {
        reject(
          new RunicornError(
            "service_unavailable",
            `The SSH agent at ${socket} does not answer; start it again, or unset SSH_AUTH_SOCK.`,
            { cause: error },
          ),
        );
      }
    });
  });
}

/** An agent that is given up after a time. */
class TimedAgent extends ssh2.OpenSSHAgent {
  readonly #limitMs: number;

  constructor(socket: string, limitMs: number) {
    super(socket);
    this.#limitMs = limitMs;
  }

  override getStream(callback: (error?: Error | null, stream?: Duplex) => void): void {
    super.getStream((error, stream) => {
      if (stream) {
        const timer = setTimeout(() => stream.destroy(), this.#limitMs);
        stream.once("close", () => clearTimeout(timer));
      }
      callback(error, stream);
    });
  }
}

/** One key of an agent. */
export class AgentKey extends TimedAgent {
  readonly key: ParsedKey;

  constructor(socket: string, key: ParsedKey) {
    super(socket, signMs);
    this.key = key;
  }

  override getIdentities(callback: IdentityCallback<ParsedKey>): void {
    callback(undefined, [this.key]);
  }
}
