import { type CapturedCode, commandOf, gitFacts } from "#webviews/shared/code/codeFacts.ts";
import { type Environment, environmentValues } from "#webviews/shared/environmentValues.ts";
import type { FlatValue } from "#webviews/shared/flatten.ts";

import { t } from "../texts.ts";

export const environmentParts = ["command", "git", "packages", "hardware", "system"] as const;
export type EnvironmentPart = (typeof environmentParts)[number];

const hardware = /^(?:gpu_info|cpu|memory_total_mib|cuda_version|driver_version|hostname)(?:\.|$)/u;
const packages = /^(?:conda_)?packages\./u;

/** What a run ran in, by what it is about. Null where nothing of it was captured. */
export function splitEnvironment(
  environment: Environment | null,
  code: CapturedCode | null,
): Readonly<Record<EnvironmentPart, readonly FlatValue[] | null>> {
  const values = environment && environmentValues(withGpus(environment));
  const within = (prefix: RegExp): FlatValue[] | null =>
    values && values.filter(({ path }) => prefix.test(path));
  const git = within(/^git_info\./u);
  return {
    command: code && commandFacts(code),
    git: code?.git ? gitFacts(code) : git && shortened(git, "git_info."),
    packages: values && shortened(within(packages) ?? [], "packages."),
    hardware: within(hardware),
    system:
      values &&
      values.filter(
        ({ path }) => !hardware.test(path) && !packages.test(path) && !path.startsWith("git_info"),
      ),
  };
}

/** A list of graphics cards as `gpu_info.0.name`, so that what differs is a row of its own. */
function withGpus(environment: Environment): Environment {
  const { gpu_info: gpus } = environment;
  return Array.isArray(gpus)
    ? { ...environment, gpu_info: Object.fromEntries(gpus.entries()) }
    : environment;
}

function shortened(values: readonly FlatValue[], prefix: string): FlatValue[] {
  return values.map(({ path, value }) => ({
    path: path.startsWith(prefix) ? path.slice(prefix.length) : path,
    value,
  }));
}

function commandFacts(code: CapturedCode): FlatValue[] {
  const facts = [
    [t("command"), commandOf(code)],
    [t("entry file"), code.entryFile],
    [t("directory"), code.cwd],
    [t("interpreter"), code.interpreter],
  ] as const;
  return facts.flatMap(([path, value]) => (value ? [{ path, value }] : []));
}
