import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

export interface GeneratedRuns {
  readonly root: string;
  readonly count: number;
  /** Metrics records of each run; none writes no `events.jsonl`. */
  readonly records?: number;
  /** Metrics of each record. */
  readonly metrics?: number;
  /** Whether they captured in what they began. */
  readonly hasEnvironment?: boolean;
}

/** Writes run directories as the SDKs do, the same ones each time; answers them relative to the root. */
export function generateRuns({
  root,
  count,
  records = 0,
  metrics = 30,
  hasEnvironment = false,
}: GeneratedRuns): string[] {
  const random = randomNumbers();
  const folders = new Set<string>();
  return Array.from({ length: count }, (_, i) => {
    const created = 1_700_000_000 + i * 60;
    const id = `${dateOf(created)}_${(i % 0xffffff).toString(16).padStart(6, "0")}`;
    const [project, name] = [`project${i % 20}`, `exp${i % 200}`];
    const dir = `${project}/${name}/runs/${id}`;
    const directory = path.join(root, dir);
    const parent = path.dirname(directory);
    if (!folders.has(parent)) mkdirSync(parent, { recursive: true });
    folders.add(parent);
    mkdirSync(directory);
    const write = (file: string, value: object) =>
      writeFileSync(path.join(directory, file), JSON.stringify(value, null, 2));
    const hasFailed = i % 5 === 0;
    write("assets.json", {
      config: {
        args: {
          lr: 10 ** -(1 + Math.floor(random() * 5)),
          batch_size: 2 ** (4 + (i % 5)),
          optimizer: ["adam", "sgd", "lion"][i % 3],
          seed: i,
          model: { name: `resnet${i % 7}`, layers: i % 50 },
        },
      },
    });
    write("summary.json", { final_acc: random(), best_metric_name: "acc", best_metric_value: 1 });
    write("status.json", {
      status: hasFailed ? "failed" : "finished",
      started_at: created,
      ended_at: created + 3600 * random(),
    });
    write("meta.json", {
      id,
      project,
      name,
      created_at: created,
      hostname: `gpu${i % 8}`,
      pid: 1,
      python: "3.12.1",
      platform: "Linux",
      tags: i % 5 === 0 ? ["base", `v${i % 7}`] : [],
      alias: i % 3 === 0 ? `alias ${i}` : null,
    });
    if (hasEnvironment) write("environment.json", environmentOf(i));
    if (records > 0) {
      const lines = Array.from({ length: records }, (_, step) => {
        const values = metricNames(metrics).map((key) => `"${key}":${random()}`);
        const time = created + step;
        return `{"ts":${time},"type":"metrics","data":{${values.join(",")},"global_step":${step + 1},"time":${time}}}\n`;
      });
      writeFileSync(path.join(directory, "events.jsonl"), lines.join(""));
    }
    return dir;
  });
}

/** As long as that of an ordinary project: most of it are the names of packages. */
function environmentOf(i: number): object {
  return {
    python_version: `3.${10 + (i % 3)}.4`,
    platform: "Linux-5.15.0-x86_64-with-glibc2.35",
    pip_packages: Array.from(
      { length: 180 },
      (_, k) => `package-of-some-kind-${k}==1.${k}.${i % 9}`,
    ),
    conda_packages: null,
    git_info: {
      commit: Math.imul((i >> 4) + 1, 2_654_435_761)
        .toString(16)
        .replace("-", "")
        .padEnd(40, "5c"),
      branch: ["main", "dev", "try/larger-model"][i % 3],
      remote: "git@example.org:lab/project.git",
      dirty: i % 4 === 0,
    },
    env_variables: Object.fromEntries(
      Array.from({ length: 20 }, (_, k) => [`VARIABLE_${k}`, `/opt/some/where/${k}`]),
    ),
    gpu_info: Array.from({ length: 1 << (i % 4) }, (_, index) => ({
      index,
      name: ["NVIDIA A100-SXM4-80GB", "NVIDIA H100", "NVIDIA RTX A6000"][i % 3],
      memory_total_mib: 81_920,
    })),
    cuda_version: "12.4",
    hostname: `gpu${i % 8}`,
  };
}

/** `acc`, `loss`, then `metric_2` and so on. */
export function metricNames(count: number): string[] {
  return Array.from({ length: count }, (_, k) => ["acc", "loss"][k] ?? `metric_${k}`);
}

/** Numbers from 0 up to 1, the same ones each time. */
export function randomNumbers(seed = 99): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function dateOf(seconds: number): string {
  return new Date(seconds * 1000)
    .toISOString()
    .replaceAll(/[-:]|\..*$/g, "")
    .replace("T", "_");
}
