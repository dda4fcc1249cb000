import os from "node:os";

import { RunicornError } from "#core/protocol/errors.ts";
import type { Login } from "#core/protocol/remoteConnections.ts";
import { resolveTarget } from "#core/remote/config/resolveTarget.ts";
import type { Credentials, KeySource, Target } from "#core/remote/target.ts";

import type { SavedConnections } from "./savedConnections.ts";

/** The port of clients that always name one: it says no more than none. */
const usualPort = 22;

/**
 * The machine a request is about, and what to log in with: in the words of the documented API (`auth_method`) or of Runicorn
 * 0.6, over what the person's ssh configuration says.
 */
export async function targetOf(
  login: Login,
  { saved, env }: { saved: SavedConnections; env: NodeJS.ProcessEnv },
): Promise<Target> {
  const { saved_server_id: id } = login;
  const known = typeof id === "string" ? await saved.serverOf(id, login) : undefined;
  const host = login.host ?? known?.host;
  if (host === undefined) throw new RunicornError("invalid_parameters", "No host is named.");
  const username = login.username ?? known?.username;
  const timeout = login.timeout ?? undefined;
  const port = login.port === usualPort ? known?.port : (login.port ?? known?.port);
  const keyPath = login.private_key_path ?? known?.privateKeyPath;
  const { agent_socket: agent } = login;
  return resolveTarget(
    host,
    {
      ...(username !== undefined && { username }),
      ...(port !== undefined && port !== usualPort && { port }),
      ...(timeout !== undefined && { timeoutMs: timeout * 1000 }),
      credentials: (configured) => {
        const credentials = credentialsOf({ ...login, private_key_path: keyPath }, configured, env);
        return isGiven(login) ? { ...credentials, isGiven: true } : credentials;
      },
    },
    agent ? { ...env, SSH_AUTH_SOCK: agent } : env,
  );
}

function isGiven(login: Login): boolean {
  const { private_key_path, private_key_content, private_key, password } = login;
  return [private_key_path, private_key_content, private_key, password].some(Boolean);
}

function credentialsOf(login: Login, configured: Credentials, env: NodeJS.ProcessEnv): Credentials {
  const password = login.password ?? undefined;
  const given = keysOf(login, env);
  const passphrase = passphraseOf(login);
  const keys = given.length > 0 ? given : configured.keys.map((key) => ({ ...key, ...passphrase }));
  const { agent, ...withoutAgent } = configured;
  switch (login.auth_method) {
    case "key": {
      // The agent may hold the very key, which then needs no passphrase.
      const identities = keys.flatMap((key) => ("path" in key ? [key.path] : []));
      const held = agent !== undefined && identities.length > 0;
      const typed = { keys, interactive: false };
      return held ? { agent, agentIdentities: identities, ...typed } : typed;
    }
    case "agent":
      if (agent === undefined) {
        throw new RunicornError(
          "authentication_failed",
          "There is no SSH agent here: SSH_AUTH_SOCK is not set.",
        );
      }
      return { ...configured, keys: [], interactive: false };
    case "password":
      return { keys: [], interactive: false, ...(password !== undefined && { password }) };
    case "interactive":
      return {
        ...configured,
        keys,
        interactive: true,
        ...(password !== undefined && { password }),
      };
    case null:
    case undefined:
      break;
  }
  const base = login.use_agent === false ? withoutAgent : configured;
  return { ...base, keys, interactive: false, ...(password !== undefined && { password }) };
}

function keysOf(login: Login, env: NodeJS.ProcessEnv): KeySource[] {
  const passphrase = passphraseOf(login);
  const content = login.private_key_content ?? login.private_key;
  const path = login.private_key_path;
  return [
    ...(content ? [{ content, ...passphrase }] : []),
    ...(path ? [{ path: inHome(path, env), ...passphrase }] : []),
  ];
}

function passphraseOf(login: Login): { passphrase?: string } {
  const passphrase = login.key_passphrase ?? login.passphrase;
  return passphrase ? { passphrase } : {};
}

function inHome(path: string, env: NodeJS.ProcessEnv): string {
  return path.replace(/^~(?=$|[/\\])/, () => env["HOME"] || os.homedir());
}
