import type { PathStats, v1PathApi } from "#core/protocol/v1Paths.ts";
import type { Handlers } from "#core/server/http/mount.ts";
import type { Store } from "#core/store/store.ts";

import { isAtPath, normalizePath, type V1RunList, v1PathOf } from "./runList.ts";

/** More than one call of the editor takes. */
const batch = 1000;

export function v1PathHandlers(store: Store, runs: V1RunList): Handlers<typeof v1PathApi> {
  const pathsOfRuns = async () => {
    const paths = new Set<string>();
    for await (const run of runs.each()) paths.add(v1PathOf(run));
    return [...paths].sort(byName);
  };
  const names = (project?: string) => store.listExperiments({ project });
  return {
    async listPaths({ query }) {
      if (!query.include_stats) {
        const paths = await pathsOfRuns();
        return { paths, tree: treeOf(paths) };
      }
      const stats = new Map<string, PathStats>();
      for await (const run of runs.each()) {
        for (const path of withFolders(v1PathOf(run))) {
          let counts = stats.get(path);
          if (!counts) stats.set(path, (counts = noRuns()));
          counts.total++;
          counts[run.status]++;
        }
      }
      const paths = [...stats.keys()].sort(byName);
      return { paths, tree: treeOf(paths), stats: Object.fromEntries(stats) };
    },
    pathTree: async () => ({ tree: treeOf(await pathsOfRuns()) }),
    runsAtPath: ({ query }) => runs.all({}, isAtPath(query.path, query.exact)),
    async softDeletePath({ body }) {
      const ids: string[] = [];
      const isWanted = isAtPath(body.path, body.exact);
      for await (const run of runs.each()) if (isWanted(run)) ids.push(run.id);
      const errors: string[] = [];
      let count = 0;
      for (let i = 0; i < ids.length; i += batch) {
        const results = await store.editor.delete(ids.slice(i, i + batch), "path_batch_delete");
        for (const [id, { success, error }] of Object.entries(results)) {
          if (success) count++;
          else errors.push(`${id}: ${error ?? "not deleted"}`);
        }
      }
      return { path: normalizePath(body.path), deleted_count: count, errors };
    },
    listProjects: () => ({
      projects: names()
        .map(({ project }) => project)
        .sort(byName),
    }),
    listNames: ({ params }) => ({
      names: names(params.project)
        .flatMap((project) => project.names ?? [])
        .map(({ name }) => name)
        .sort(byName),
    }),
    async listNamedRuns({ params: { project, name } }) {
      const found = [];
      for await (const run of runs.each({ project, name })) {
        const start = run.started_at ?? run.created_at;
        found.push({ ...runs.toV1(run), run_id: run.id, start_time: start });
      }
      return found;
    },
  };
}

/** `a`, `a/b` and `a/b/c` of the last. */
function withFolders(path: string): string[] {
  const names = path.split("/");
  return names.map((_, i) => names.slice(0, i + 1).join("/"));
}

type Tree = Map<string, Tree>;

function treeOf(paths: readonly string[]): Record<string, unknown> {
  const top: Tree = new Map();
  for (const path of paths) {
    let folder = top;
    for (const name of path === "" ? [] : path.split("/")) {
      let inside = folder.get(name);
      if (!inside) folder.set(name, (inside = new Map()));
      folder = inside;
    }
  }
  return toObject(top);
}

function toObject(tree: Tree): Record<string, unknown> {
  // Object.fromEntries makes own properties of every name, `__proto__` included.
  return Object.fromEntries(Array.from(tree, ([name, inside]) => [name, toObject(inside)]));
}

/** As 0.6 sorts: whatever the case. */
function byName(a: string, b: string): number {
  const [x, y] = [a.toLowerCase(), b.toLowerCase()];
  return x < y ? -1 : x > y ? 1 : a < b ? -1 : a > b ? 1 : 0;
}

function noRuns(): PathStats {
  return { total: 0, running: 0, finished: 0, failed: 0, interrupted: 0 };
}
