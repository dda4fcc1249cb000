/** One machine on the way: the target itself, or a jump host before it. */
export interface Hop {
  /** What is connected to: a name or an address, without brackets. */
  readonly host: string;
  readonly port: number;
  readonly username: string;
  /** Undefined: whatever the name has. */
  readonly addressFamily?: 4 | 6;
  /** The name looked up in known_hosts where it differs from `host` (`HostKeyAlias`). */
  readonly hostKeyAlias?: string;
  readonly credentials: Credentials;
  /** `StrictHostKeyChecking yes`: an unknown key is refused without a question. */
  readonly refuseUnknownKeys?: boolean;
  /** Files of known hosts to read besides ours; undefined: the usual ones of user and system. */
  readonly knownHostsFiles?: readonly string[];
}

/** What may be used to log in, in this order: agent, keys, then what has to be typed. Nothing of it is ever written or logged. */
export interface Credentials {
  /** Path of an agent's socket; undefined: none. */
  readonly agent?: string;
  /** Only these identities of the agent are offered, as paths of their keys, public or private (`IdentitiesOnly`). */
  readonly agentIdentities?: readonly string[];
  /** Of the agent, offered before its others. */
  readonly agentFirst?: readonly string[];
  readonly keys: readonly KeySource[];
  /** Somebody came with a key or a password of their own, besides what their configuration says. */
  readonly isGiven?: boolean;
  /** False where a password or a code must not even be asked for. */
  readonly interactive: boolean;
  readonly password?: string;
}

/** A private key: a file or the text of one. */
export type KeySource = ({ readonly path: string } | { readonly content: string }) & {
  readonly passphrase?: string;
};

/** A machine to connect to, fully resolved: nothing in it is looked up in a configuration again. */
export interface Target extends Hop {
  /** What the person typed: an alias of the ssh configuration, or the host. For people, so untrusted text. */
  readonly label: string;
  /** Passed through in this order before the target. */
  readonly jumps: readonly Hop[];
  /** A command for a shell whose standard input and output are the connection to the first machine on the way (`ProxyCommand`), from the user's own configuration. */
  readonly proxyCommand?: string;
  /** Milliseconds for the whole way, not counting the time questions are open. */
  readonly timeoutMs: number;
}

/** The same target, as it may be kept once nobody is to log in to it any more. */
export function withoutSecrets(target: Target): Target {
  const forget = <T extends Hop>(hop: T): T => ({
    ...hop,
    credentials: { keys: [], interactive: false },
  });
  return { ...forget(target), jumps: target.jumps.map((jump) => forget(jump)) };
}
