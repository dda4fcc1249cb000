import type { Program } from "#core/local/startShared.ts";

/** Which program serves a store, as spawned here and in a terminal. */
export type ViewerCommand = Program;

/** better-sqlite3 needs Node-API 10 (Node 22.14); below that it crashes the process instead of failing. */
const neededNodeApi = 10;

export interface NodeChoice {
  /** Setting `runicorn.node.path`; empty for the editor's own Node. */
  readonly nodePath: string;
  /** The editor's own, `process.execPath`. */
  readonly execPath: string;
  /** Of the editor's own, `process.versions.napi`. */
  readonly nodeApi: string;
}

/** Undefined where only the editor's Node is there and it is too old. */
export function runicornCommand(
  choice: NodeChoice,
  bundle: string,
  args: readonly string[],
): ViewerCommand | undefined {
  if (choice.nodePath !== "") {
    return { file: choice.nodePath, args: [bundle, ...args], env: {} };
  }
  if (!(Number(choice.nodeApi) >= neededNodeApi)) return undefined;
  return {
    file: choice.execPath,
    args: [bundle, ...args],
    env: { ELECTRON_RUN_AS_NODE: "1" },
  };
}
