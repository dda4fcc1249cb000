import type { FieldValue } from "#core/store/runs/fieldColumn.ts";

import type { WrittenRun } from "./tempStore.ts";

/** A run with what it has in each field, worked out in the plainest way from what was written. */
export interface PlainRun {
  readonly id: string;
  readonly dir: string;
  readonly values: ReadonlyMap<string, readonly FieldValue[]>;
}

/** Runs that differ in all they may differ in, the same ones each time; `i` picks from lists of different lengths. */
export function variedRuns(count: number): WrittenRun[] {
  const pick = <T>(list: readonly T[], i: number) => list[i % list.length];
  return Array.from({ length: count }, (_, i) => {
    const config = {
      lr: pick([0.1, 1e-4, 3, "auto", true, undefined, null, [1]], i),
      opt: { name: pick(["adam", "SGD", "", undefined, "Größe"], i) },
      "a b": pick([undefined, 1, 2], i),
    };
    return {
      id: `run${String(i).padStart(3, "0")}`,
      project: pick(["cv", "nlp", "rl"], i) ?? "",
      name: pick(["a", "b/c", "ü"], i >> 1) ?? "",
      config,
      summary: pick<object>([{ best: { acc: i % 4 } }, {}, { best: { acc: "none" } }], i) ?? {},
      environment: pick(
        [
          undefined,
          { python_version: "3.9.1", git_info: null, gpu_info: [] },
          {
            python_version: "3.10",
            git_info: { branch: "main", commit: `c0ffee${i % 4}`, dirty: i % 2 === 0 },
            gpu_info: [{ name: "A100" }, { name: "A100" }, { name: "T4" }],
            cuda_version: "12.1",
          },
        ],
        i >> 1,
      ),
      points:
        pick<readonly Record<string, number>[]>(
          [[], [{ loss: i % 5 }, { loss: -i }], [{ loss: Number.NaN, acc: 1 }], [{ acc: i / 7 }]],
          i,
        ) ?? [],
      meta: {
        created_at: 1000 + (i % 9),
        tags: pick([[], ["base"], ["base", "v2"]], i) ?? [],
        alias: pick([null, "Seed one", null, "two"], i),
        display_name: pick([null, "Written once", "again"], i),
        pinned: i % 4 === 1,
      },
      status: {
        status: pick(["finished", "failed", "interrupted"], i),
        started_at: 900 + i,
        ...(i % 3 !== 0 && { ended_at: 3000 - (i % 8) }),
      },
    };
  });
}

interface PlainEnvironment {
  readonly python_version: string;
  readonly cuda_version?: string;
  readonly git_info: { branch: string; commit: string; dirty: boolean } | null;
  readonly gpu_info: readonly { name: string }[];
}

export function plainRun(run: WrittenRun): PlainRun {
  const { id = "", project = "", name = "", points = [] } = run;
  const meta = run.meta as {
    created_at: number;
    tags: string[];
    alias: string | null;
    display_name: string | null;
    pinned: boolean;
  };
  const status = run.status as { status: string; started_at: number; ended_at?: number };
  const config = run.config as { lr: unknown; opt: { name?: string }; "a b"?: number };
  const { best } = run.summary as { best?: { acc: FieldValue } };
  const values = new Map<string, readonly FieldValue[]>();
  const add = (field: string, value: unknown) => {
    const isScalar = ["number", "string", "boolean"].includes(typeof value);
    values.set(field, isScalar ? [value as FieldValue] : []);
  };
  add("id", id);
  add("project", project);
  add("name", name);
  add("status", status.status);
  add("alias", meta.alias);
  add("title", meta.alias ?? meta.display_name ?? id);
  add("pinned", meta.pinned || null);
  add("created_at", meta.created_at);
  add("started_at", status.started_at);
  add("ended_at", status.ended_at);
  add("config.lr", config.lr);
  add("config.opt.name", config.opt.name);
  add("config.`a b`", config["a b"]);
  add("summary.best.acc", best?.acc);
  for (const key of ["loss", "acc"]) {
    const all = points.flatMap((point) => (point[key] === undefined ? [] : [point[key]]));
    const finite = all.filter(Number.isFinite);
    const isKnown = all.length > 0;
    add(`metrics.${key}.count`, isKnown ? finite.length : null);
    add(`metrics.${key}.min`, finite.length > 0 ? Math.min(...finite) : null);
    add(`metrics.${key}.max`, finite.length > 0 ? Math.max(...finite) : null);
    add(`metrics.${key}.last`, Number.isFinite(all.at(-1)) ? all.at(-1) : null);
  }
  const environment = run.environment as PlainEnvironment | undefined;
  const { git_info: git, gpu_info: gpus } = environment ?? {};
  add("python", environment?.python_version ?? null);
  add("cuda", environment?.cuda_version);
  add("branch", git?.branch);
  add("commit", git?.commit);
  // A flag that is not set is none.
  add("dirty", git?.dirty || null);
  add("gpu", [...new Set(gpus?.map((gpu) => gpu.name))].join(", ") || null);
  add("gpu_count", gpus?.length);
  values.set("tag", meta.tags);
  return { id, dir: `${project}/${name}/runs/${id}`, values };
}

/** Runs without the field come last in either order, numbers before texts, equal ones by directory. */
export function sortPlainly(
  runs: readonly PlainRun[],
  field: string,
  order: "asc" | "desc",
): PlainRun[] {
  const sign = order === "asc" ? 1 : -1;
  const valueOf = ({ values }: PlainRun) => {
    const value = values.get(field)?.[0];
    return typeof value === "boolean" ? Number(value) : value;
  };
  return runs.toSorted((one, other) => {
    const [a, b] = [valueOf(one), valueOf(other)];
    if (a === undefined || b === undefined) {
      const byPresence = Number(a === undefined) - Number(b === undefined);
      if (byPresence !== 0) return byPresence;
    } else {
      if (typeof a !== typeof b) return typeof a === "number" ? -sign : sign;
      if (a !== b) return a < b ? -sign : sign;
    }
    return one.dir < other.dir ? -sign : sign;
  });
}
