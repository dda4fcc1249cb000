import type { Client } from "#core/client/client.ts";
import type { StoreEvent } from "#core/protocol/live.ts";
import type { ExperimentName, Project, Run } from "#core/protocol/run.ts";

/** One line of the list. `depth` counts from 0. */
export type Row =
  | {
      readonly kind: "project";
      readonly id: string;
      readonly depth: number;
      readonly open: boolean;
      readonly project: Project;
    }
  | {
      readonly kind: "name";
      readonly id: string;
      readonly depth: number;
      readonly open: boolean;
      readonly name: ExperimentName;
    }
  | {
      readonly kind: "run";
      readonly id: string;
      readonly depth: number;
      readonly run: Run;
      readonly path: string | null;
    }
  /** More runs of a group, loaded when this line comes into sight. */
  | { readonly kind: "more"; readonly id: string; readonly depth: number; readonly left: number };

interface Group {
  readonly project: string;
  readonly name: string;
  runs: Run[];
  cursor: string | null;
  total: number;
  loading: boolean;
}

const pageSize = 200;

/** Projects, their names, their runs: loaded level by level as they are opened, so a store of any size opens at once. */
export class RunTree {
  readonly #client: Client;
  readonly #onChange: () => void;
  #projects: readonly Project[] = [];
  readonly #names = new Map<string, readonly ExperimentName[]>();
  readonly #groups = new Map<string, Group>();
  readonly #open = new Set<string>();

  constructor(client: Client, onChange: () => void) {
    this.#client = client;
    this.#onChange = onChange;
  }

  get isEmpty(): boolean {
    return this.#projects.length === 0;
  }

  rows(): Row[] {
    const rows: Row[] = [];
    for (const project of this.#projects) {
      const id = projectId(project.project);
      const open = this.#open.has(id);
      rows.push({ kind: "project", id, depth: 0, open, project });
      if (!open) continue;
      for (const name of this.#names.get(project.project) ?? []) {
        const nameId = groupId(project.project, name.name);
        // A run directly below its project has no name to stand under.
        const depth = name.name === "" ? 1 : 2;
        const nameOpen = name.name === "" || this.#open.has(nameId);
        if (name.name !== "")
          rows.push({ kind: "name", id: nameId, depth: 1, open: nameOpen, name });
        const group = this.#groups.get(nameId);
        if (!nameOpen || !group) continue;
        for (const run of group.runs)
          rows.push({ kind: "run", id: run.id, depth, run, path: null });
        const left = group.total - group.runs.length;
        if (group.cursor !== null && left > 0) rows.push({ kind: "more", id: nameId, depth, left });
      }
    }
    return rows;
  }

  /** Reads what is shown again: the projects, the names of open ones, the runs of open ones. */
  async reload(): Promise<void> {
    this.#projects = (await this.#client.listExperiments({ query: {} })).projects;
    await Promise.all(
      this.#projects
        .filter(({ project }) => this.#open.has(projectId(project)))
        .map(({ project }) => this.#loadNames(project)),
    );
    this.#onChange();
  }

  async reloadRuns(): Promise<void> {
    await Promise.all([...this.#groups.values()].map((group) => this.#loadRuns(group, true)));
    await this.reload();
  }

  async toggle(id: string): Promise<void> {
    if (this.#open.delete(id)) {
      this.#onChange();
      return;
    }
    const [project, name] = JSON.parse(id) as [string, string?];
    await (name === undefined ? this.openProject(project) : this.#openName(project, name));
  }

  async openProject(project: string): Promise<void> {
    this.#open.add(projectId(project));
    await this.#loadNames(project);
    const names = this.#names.get(project) ?? [];
    const only = names.length === 1 ? names[0] : undefined;
    if (only) await this.#openName(project, only.name);
    this.#onChange();
  }

  /** Opens what a run stands under. */
  async reveal(run: Pick<Run, "project" | "name">): Promise<void> {
    await this.openProject(run.project);
    await this.#openName(run.project, run.name);
  }

  async loadMore(id: string): Promise<void> {
    const group = this.#groups.get(id);
    if (!group || group.loading || group.cursor === null) return;
    await this.#loadRuns(group, false);
    this.#onChange();
  }

  /** Takes in a change at once where its group is loaded; says whether counts may have changed as well. */
  apply(event: StoreEvent): boolean {
    if (event.type === "log_appended" || event.type === "events_appended") return false;
    // Runs found by the first look are told all at once.
    if (event.type === "indexing") return true;
    if (event.type === "points_appended") {
      this.#replace(event.id, (run) => withPoint(run, event.last));
      return false;
    }
    if (event.type === "run_deleted") {
      for (const group of this.#groups.values()) {
        const left = group.runs.filter((run) => run.id !== event.id);
        group.total -= group.runs.length - left.length;
        group.runs = left;
      }
    } else if (!this.#replace(event.run.id, () => event.run)) {
      const group = this.#groups.get(groupId(event.run.project, event.run.name));
      if (group && event.type === "run_created") {
        group.runs = [event.run, ...group.runs];
        group.total += 1;
      }
    }
    this.#onChange();
    return true;
  }

  #replace(id: string, change: (run: Run) => Run): boolean {
    for (const group of this.#groups.values()) {
      const at = group.runs.findIndex((run) => run.id === id);
      const run = group.runs[at];
      if (!run) continue;
      const changed = change(run);
      if (changed !== run) {
        group.runs = group.runs.with(at, changed);
        this.#onChange();
      }
      return true;
    }
    return false;
  }

  async #loadNames(project: string): Promise<void> {
    const { projects } = await this.#client.listExperiments({ query: { project } });
    const names = projects.find((p) => p.project === project)?.names ?? [];
    this.#names.set(project, names);
    if (names.some(({ name }) => name === "")) await this.#openName(project, "");
  }

  async #openName(project: string, name: string): Promise<void> {
    const id = groupId(project, name);
    this.#open.add(id);
    if (!this.#groups.has(id)) {
      const group = { project, name, runs: [], cursor: null, total: 0, loading: false };
      this.#groups.set(id, group);
      await this.#loadRuns(group, true);
    }
    this.#onChange();
  }

  async #loadRuns(group: Group, afresh: boolean): Promise<void> {
    group.loading = true;
    const { project, name } = group;
    const limit = afresh ? Math.min(1000, Math.max(pageSize, group.runs.length)) : pageSize;
    const cursor = afresh || group.cursor === null ? {} : { cursor: group.cursor };
    try {
      const page = await this.#client.listRuns({ query: { project, name, limit, ...cursor } });
      const known = new Set(afresh ? [] : group.runs.map((run) => run.id));
      const fresh = page.runs.filter((run) => !known.has(run.id));
      group.runs = afresh ? fresh : [...group.runs, ...fresh];
      group.cursor = page.next_cursor;
      group.total = page.total;
    } finally {
      group.loading = false;
    }
  }
}

function projectId(project: string): string {
  return JSON.stringify([project]);
}

function groupId(project: string, name: string): string {
  return JSON.stringify([project, name]);
}

function withPoint(run: Run, last: Extract<StoreEvent, { type: "points_appended" }>["last"]): Run {
  const metric = run.key_metric;
  if (metric?.aggregate !== "last" || !Object.hasOwn(last, metric.key)) return run;
  const point = last[metric.key];
  return point ? { ...run, key_metric: { ...metric, value: point.value } } : run;
}
