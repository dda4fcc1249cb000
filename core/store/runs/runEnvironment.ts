import type { RunEnvironment } from "#core/protocol/run.ts";
import type { RunFiles } from "#core/store/files/runFiles.ts";

/** What runs are sorted and filtered by of that in which they were begun. */
export function runEnvironment({ meta, environment }: RunFiles): RunEnvironment {
  const { git_info: git, gpu_info: gpus } = environment ?? {};
  const names = new Set(gpus?.flatMap((gpu) => gpu?.name ?? []));
  const said: { [Field in keyof RunEnvironment]: RunEnvironment[Field] | null } = {
    branch: git?.branch,
    commit: git?.commit,
    dirty: git?.dirty ?? git?.has_changes,
    python: environment?.python_version ?? meta?.python,
    gpu: [...names].join(", "),
    gpu_count: gpus?.length,
    cuda: environment?.cuda_version,
  };
  const known = Object.entries(said).filter(
    ([, value]) => value !== undefined && value !== null && value !== "",
  );
  return Object.fromEntries(known);
}
