import { RunicornError } from "#core/protocol/errors.ts";
import type { Credentials, Hop, Target } from "#core/remote/target.ts";

import { askSsh } from "./askSsh.ts";
import { tokensOf } from "./configPaths.ts";
import { expandTokens, type Tokens } from "./expandTokens.ts";
import { hopOf } from "./hopOf.ts";
import { checkPort, checkUsername, type HostSpec, parseHostSpec } from "./hostSpec.ts";
import { readSshConfig } from "./readSshConfig.ts";
import type { SshSettings } from "./sshSettings.ts";

/** Before the target. */
const maxJumps = 8;
const usualTimeoutMs = 30_000;

/** What the person says beyond the host; it comes before what the configuration says. */
export interface TargetOverrides {
  readonly username?: string;
  readonly port?: number;
  readonly timeoutMs?: number;
  /** What to log in with at the target itself, given what the configuration names for it. */
  readonly credentials?: (configured: Credentials) => Credentials;
}

/** A machine and how to get there. */
interface Way {
  readonly hop: Hop;
  readonly jumps: readonly Hop[];
  /** To the first machine on the way. */
  readonly proxyCommand: string | undefined;
  /** Seconds. */
  readonly connectTimeout: number | undefined;
}

/**
 * Everything the person's SSH configuration says of `[user@]host[:port]`: asked of `ssh -G`, read here where there is no
 * `ssh`. `StrictHostKeyChecking` can only make it stricter: an unknown key is always asked about. Throws
 * `invalid_parameters`, `connection_timeout`.
 */
export async function resolveTarget(
  host: string,
  overrides: TargetOverrides,
  env: NodeJS.ProcessEnv,
): Promise<Target> {
  const { username, port, timeoutMs, credentials } = overrides;
  const spec = {
    ...parseHostSpec(host),
    ...(username !== undefined && { username: checkUsername(username) }),
    ...(port !== undefined && { port: checkPort(port) }),
  };
  const { hop, jumps, proxyCommand, connectTimeout } = await wayTo(spec, env, []);
  return {
    ...hop,
    credentials: credentials?.(hop.credentials) ?? hop.credentials,
    label: host,
    jumps,
    ...(proxyCommand !== undefined && { proxyCommand }),
    timeoutMs: timeoutMs ?? (connectTimeout === undefined ? usualTimeoutMs : connectTimeout * 1000),
  };
}

/** `after`: the machines that are reached through this one. */
async function wayTo(spec: HostSpec, env: NodeJS.ProcessEnv, after: readonly Hop[]): Promise<Way> {
  const settings = await settingsFor(spec, env);
  const hop = hopOf(spec, settings, env);
  checkWay([hop, ...after]);
  const { connecttimeout: connectTimeout, proxycommand } = settings;
  const tokens = tokensOf(spec, settings, env);
  const [first, ...others] = jumpsOf(settings, tokens);
  if (!first) {
    const proxyCommand = proxycommand && expandTokens(proxycommand, tokens, "ProxyCommand");
    return { hop, jumps: [], proxyCommand, connectTimeout };
  }
  // Each is reached through the one before it, so only the way to the first of them is its own.
  const rest: Hop[] = [];
  for (const other of others) rest.push(hopOf(other, await settingsFor(other, env), env));
  const way = await wayTo(first, env, [...rest, hop, ...after]);
  const jumps = [...way.jumps, way.hop, ...rest];
  return { hop, jumps, proxyCommand: way.proxyCommand, connectTimeout };
}

async function settingsFor(spec: HostSpec, env: NodeJS.ProcessEnv): Promise<SshSettings> {
  return (await askSsh(spec, env)) ?? readSshConfig(spec, env);
}

function jumpsOf({ proxyjump }: SshSettings, tokens: Tokens): HostSpec[] {
  if (proxyjump === undefined) return [];
  const jumps = expandTokens(proxyjump, tokens, "ProxyJump").split(",");
  if (jumps.length > maxJumps) throw tooMany();
  return jumps.map((jump) => parseHostSpec(jump.trim()));
}

/** Throws `invalid_parameters` where the way is too long, or leads through a machine twice. */
function checkWay(way: readonly Hop[]): void {
  if (way.length > maxJumps + 1) throw tooMany();
  const places = new Set(way.map(({ username, host, port }) => `${username}@${host}:${port}`));
  if (places.size === way.length) return;
  throw new RunicornError(
    "invalid_parameters",
    `Your SSH configuration jumps to ${way[0]?.host ?? "a machine"} through itself; look at its ProxyJump lines.`,
  );
}

function tooMany(): RunicornError {
  return new RunicornError(
    "invalid_parameters",
    `Your SSH configuration jumps over more than ${maxJumps} machines; look at its ProxyJump lines.`,
  );
}
