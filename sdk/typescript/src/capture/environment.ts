import { hostname } from "node:os";

import type { PlainObject } from "../plain.ts";
import { noGpus, readGpus } from "./gpus.ts";
import { cpuDocument, memoryTotalMib, platformDetails, platformText } from "./machine.ts";
import type { Missing } from "./missing.ts";
import { npmPackages } from "./npmPackages.ts";
import type { GitDocument } from "./repository.ts";
import { envVariables } from "./variables.ts";

/**
 * environment.json: what the program in `folder` runs in, with the keys of the Python SDK. `git` is code.json's, if that is
 * recorded.
 */
export async function environmentDocument(
  folder: string,
  git: GitDocument | undefined,
  missing: Missing,
): Promise<PlainObject> {
  const document: PlainObject = {
    node_version: process.versions.node,
    platform: await missing.attempt("platform", platformText, ""),
    platform_details: await missing.attempt("platform_details", platformDetails, {}),
    pip_packages: [],
    conda_packages: null,
    npm_packages: await missing.attempt("npm_packages", () => npmPackages(folder), []),
    conda_env: process.env["CONDA_DEFAULT_ENV"] || null,
    git_info: git === undefined ? null : gitInfo(git),
    env_variables: await missing.attempt("env_variables", envVariables, {}),
    gpu_info: [],
    cuda_version: null,
    driver_version: null,
    cpu: await missing.attempt("cpu", cpuDocument, null),
    memory_total_mib: await missing.attempt("memory_total_mib", memoryTotalMib, null),
    hostname: hostname(),
    captured_at: Date.now() / 1000,
    missing: [],
    extra: {},
  };
  // Last, because a driver that hangs takes all the time that is left.
  const gpus = await missing.attempt("gpu_info", () => readGpus(missing), noGpus);
  return {
    ...document,
    gpu_info: gpus.gpus,
    cuda_version: gpus.cuda,
    driver_version: gpus.driver,
    missing: missing.items.map((item) => ({ ...item })),
  };
}

function gitInfo({ commit, branch, remote, dirty }: GitDocument): PlainObject {
  return { commit, branch, remote, dirty };
}
