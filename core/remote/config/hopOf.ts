import { existsSync } from "node:fs";
import path from "node:path";

import type { Credentials, Hop } from "#core/remote/target.ts";

import { expandPath, tokensOf } from "./configPaths.ts";
import { homeFolder } from "./homeFolder.ts";
import type { HostSpec } from "./hostSpec.ts";
import type { SshSettings } from "./sshSettings.ts";

/** Tried in this order where no identity is named. */
const usualKeys = ["id_ed25519", "id_ecdsa", "id_rsa"];

/** A machine on the way from what the configuration says of it. Throws `invalid_parameters`. */
export function hopOf(spec: HostSpec, settings: SshSettings, env: NodeJS.ProcessEnv): Hop {
  const { hostkeyalias: hostKeyAlias, addressfamily: addressFamily } = settings;
  return {
    host: settings.hostname,
    port: settings.port,
    username: settings.user,
    ...(addressFamily !== undefined && { addressFamily }),
    ...(hostKeyAlias !== undefined && { hostKeyAlias }),
    refuseUnknownKeys: settings.stricthostkeychecking,
    knownHostsFiles: [...settings.userknownhostsfile, ...settings.globalknownhostsfile],
    credentials: credentialsOf(spec, settings, env),
  };
}

function credentialsOf(spec: HostSpec, settings: SshSettings, env: NodeJS.ProcessEnv): Credentials {
  const tokens = tokensOf(spec, settings, env);
  const named = settings.identityfile.map((file) => expandPath(file, "IdentityFile", tokens, env));
  const usual = usualKeys.map((name) => path.join(homeFolder(env), ".ssh", name));
  const identities = named.length > 0 ? named : usual;
  const agent = agentOf(settings.identityagent, env);
  return {
    ...(agent !== undefined && { agent }),
    ...(settings.identitiesonly ? { agentIdentities: identities } : { agentFirst: identities }),
    // A public key names one of the agent's.
    keys: identities
      .filter((file) => !file.endsWith(".pub") && existsSync(file))
      .map((file) => ({ path: file })),
    interactive: !settings.batchmode,
  };
}

/** The socket, or Windows' pipe. */
function agentOf(named: string | undefined, env: NodeJS.ProcessEnv): string | undefined {
  if (named === "none") return undefined;
  if (named === undefined || named === "SSH_AUTH_SOCK") {
    const pipe = process.platform === "win32" ? "\\\\.\\pipe\\openssh-ssh-agent" : undefined;
    return env["SSH_AUTH_SOCK"] || pipe;
  }
  const [, variable] = /^\$(\w+)$/.exec(named) ?? [];
  return variable === undefined ? named : env[variable] || undefined;
}
