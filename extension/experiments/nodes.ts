import type { ExperimentName, Project, Run } from "#core/protocol/run.ts";

import { formatRunRef } from "../sources/runRef.ts";
import type { Source } from "../sources/source.ts";

/** What the Experiments tree is made of. VS Code knows elements by identity, so each is made once and updated in place. */
export type ExperimentNode =
  | SourceNode
  | ProjectNode
  | NameNode
  | RunNode
  | MoreNode
  | LoadingNode
  | ProblemNode;

export interface SourceNode {
  readonly kind: "source";
  readonly id: string;
  readonly source: Source;
}

export interface ProjectNode {
  readonly kind: "project";
  readonly id: string;
  readonly source: Source;
  /** Decided once: a tree that opens and closes by itself is unusable. */
  readonly expanded: boolean;
  info: Project;
}

export interface NameNode {
  readonly kind: "name";
  readonly id: string;
  readonly source: Source;
  readonly project: ProjectNode;
  readonly expanded: boolean;
  info: ExperimentName;
}

export interface RunNode {
  readonly kind: "run";
  /** `<source>:<run>`, which is also what commands take. */
  readonly ref: string;
  readonly source: Source;
  /** Undefined in a list of search results. */
  readonly parent: NameNode | ProjectNode | undefined;
  run: Run;
}

/** Stands at the end of a list that has more; `load` appends to it. */
export interface MoreNode {
  readonly kind: "more";
  readonly parent: NameNode | ProjectNode | undefined;
  load(): Promise<void>;
}

/** Stands where others will, as soon as the store has answered. */
interface LoadingNode {
  readonly kind: "loading";
}

/** Stands where runs would, when they could not be read. */
export interface ProblemNode {
  readonly kind: "problem";
  readonly source: Source;
  readonly message: string;
}

export function runNode(source: Source, run: Run, parent: RunNode["parent"]): RunNode {
  return {
    kind: "run",
    ref: formatRunRef({ source: source.id, run: run.id }),
    source,
    parent,
    run,
  };
}
