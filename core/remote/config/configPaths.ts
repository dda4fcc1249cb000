import os from "node:os";
import path from "node:path";

import { expandTokens, expandVariables, type Tokens } from "./expandTokens.ts";
import { homeFolder, systemUser } from "./homeFolder.ts";
import type { HostSpec } from "./hostSpec.ts";
import type { SshSettings } from "./sshSettings.ts";

/** What tokens of the configuration stand for. */
export function tokensOf(spec: HostSpec, settings: SshSettings, env: NodeJS.ProcessEnv): Tokens {
  const local = os.hostname();
  return {
    h: settings.hostname,
    n: spec.host,
    k: settings.hostkeyalias ?? spec.host,
    p: String(settings.port),
    r: settings.user,
    u: systemUser()?.username ?? "",
    i: String(process.getuid?.() ?? ""),
    d: homeFolder(env),
    l: local,
    L: local.replace(/\..*$/s, ""),
  };
}

/** Expands what is written into an absolute path. Relative ones start from the home: nobody knows where this process was started. */
export function expandPath(
  text: string,
  keyword: string,
  tokens: Tokens,
  env: NodeJS.ProcessEnv,
): string {
  const home = homeFolder(env);
  const whole = /^~(?=$|[/\\])/.test(text) ? `%d${text.slice(1)}` : text;
  const inHome = { ...tokens, d: home };
  return path.resolve(home, expandVariables(expandTokens(whole, inHome, keyword), env, keyword));
}

/** Whether an `IdentityAgent` is a path to be expanded, and not a word or a variable of the environment. */
export function isAgentPath(agent: string): boolean {
  return !/^(?:none$|SSH_AUTH_SOCK$|\$\w+$|\\\\\.\\pipe\\)/.test(agent);
}
