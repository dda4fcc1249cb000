import { execFile } from "node:child_process";

import { RunicornError } from "#core/protocol/errors.ts";

import { configOptions } from "./configFiles.ts";
import { homeFolder, systemUser } from "./homeFolder.ts";
import type { HostSpec } from "./hostSpec.ts";
import { type ConfigValues, settingsOf, type SshSettings } from "./sshSettings.ts";

const maxBytes = 1 << 20;

/**
 * What the person's own configuration says of a machine, from `ssh -G`: as `ssh` itself would, it runs what stands in
 * `Match exec` of that configuration, and of no other. Undefined where there is no `ssh` to ask. Throws
 * `invalid_parameters` where it refuses the configuration, `connection_timeout` where it does not end.
 */
export async function askSsh(
  spec: HostSpec,
  env: NodeJS.ProcessEnv,
  limitMs = 5000,
): Promise<SshSettings | undefined> {
  const user = systemUser();
  // It knows nobody who has no name, and would refuse.
  if (!user) return undefined;
  const answer = await printedConfig(
    [
      // Without a terminal, of whose absence it would speak.
      "-GT",
      ...(await configOptions(env)),
      ...(spec.username === undefined ? [] : ["-l", spec.username]),
      ...(spec.port === undefined ? [] : ["-p", String(spec.port)]),
      "--",
      spec.host,
    ],
    env,
    limitMs,
  );
  if (answer === undefined) return undefined;
  const settings = settingsOf(parseSshAnswer(answer));
  // It puts the home that the system knows in the place of a tilde.
  const home = (file: string) =>
    file.startsWith(`${user.home}/`) ? homeFolder(env) + file.slice(user.home.length) : file;
  return {
    ...settings,
    userknownhostsfile: settings.userknownhostsfile.map(home),
    identityagent: settings.identityagent && home(settings.identityagent),
  };
}

/** Undefined where there is no `ssh`. */
function printedConfig(
  args: string[],
  env: NodeJS.ProcessEnv,
  limitMs: number,
): Promise<string | undefined> {
  // Windows looks for programs in the working folder first, which may be anybody's.
  const place = { env, cwd: homeFolder(env), windowsHide: true };
  const limits = { timeout: limitMs, maxBuffer: maxBytes, killSignal: "SIGKILL" } as const;
  return new Promise((resolve, reject) => {
    execFile("ssh", args, { ...place, ...limits }, (error, stdout, stderr) => {
      if (!error) resolve(stdout);
      else if (error.code === "ENOENT") resolve(undefined);
      else reject(error.killed === true ? unanswered(error, limitMs) : refusal(error, stderr));
    }).stdin?.end();
  });
}

/** Values by keyword. */
export function parseSshAnswer(stdout: string): ConfigValues {
  const values = new Map<string, string[]>();
  for (const line of stdout.split("\n")) {
    const [, keyword, value = ""] = /^([a-z0-9]+) (.*?)\r?$/.exec(line) ?? [];
    if (keyword === undefined) continue;
    const before = values.get(keyword);
    if (before) before.push(value);
    else values.set(keyword, [value]);
  }
  return values;
}

function unanswered(cause: Error, limitMs: number): RunicornError {
  return new RunicornError(
    "connection_timeout",
    `ssh -G did not answer within ${limitMs / 1000} s; look at the Match exec lines of your SSH configuration.`,
    { cause },
  );
}

function refusal(cause: Error, stderr: string): RunicornError {
  const said = stderr
    .replace(/\p{Cc}+/gu, " ")
    .trim()
    .slice(0, 300);
  return new RunicornError(
    "invalid_parameters",
    `ssh refuses your SSH configuration: ${said === "" ? "it says nothing more" : said}`,
    { cause },
  );
}
