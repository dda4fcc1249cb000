import type { ParsedKey, SignCallback } from "ssh2";

import type { AgentKey } from "#core/remote/keys/agentKeys.ts";

const hash = "sha512";

/**
 * A key as it is offered. The library offers an RSA key with SHA-256 alone, which some servers do not take; all that know
 * RFC 8332 take SHA-512.
 */
export function offered(key: ParsedKey): ParsedKey {
  if (key.type !== "ssh-rsa") return key;
  return Object.create(key, {
    type: { value: "rsa-sha2-512" },
    sign: { value: (data: Buffer) => key.sign(data, hash) },
  }) as ParsedKey;
}

/** The same for a key of an agent. */
export function offeredAgent(agent: AgentKey): AgentKey {
  const { key } = agent;
  if (key.type !== "ssh-rsa") return agent;
  return Object.create(agent, {
    getIdentities: {
      value: (callback: (error: undefined, keys: ParsedKey[]) => void) =>
        callback(undefined, [offered(key)]),
    },
    sign: {
      value: (_key: ParsedKey, data: Buffer, _options: unknown, callback: SignCallback) =>
        agent.sign(key, data, { hash }, callback),
    },
  }) as AgentKey;
}
