import { RunicornError } from "#core/protocol/errors.ts";
import type { Machine } from "#core/remote/environments/machine.ts";
import type { NodeProgram } from "#core/remote/environments/nodeProgram.ts";
import type { Questions } from "#core/remote/questions.ts";

import { newestNode } from "./nodeRelease.ts";
import type { NodeStock } from "./nodeStock.ts";
import { NpmConfig } from "./npmConfig.ts";
import type { Parcel } from "./parcel.ts";
import { nodePackage, type Platform, platformName, platformOf } from "./platform.ts";
import { RegistryClient } from "./registryClient.ts";

/** What a person said about Node: use the one there at a path; bring one, if there is none, without asking; bring the one in a file of this machine. */
export type NodeWish =
  | { readonly path: string }
  | { readonly install: true }
  | { readonly file: string };

/** What runs the viewer there: a Node of that machine, or one that is brought. */
export interface NodeChoice {
  /** Of the program rather than of the machine: an emulated Node needs other binaries. */
  readonly platform: Platform;
  readonly node: string | Parcel;
}

export interface Choosing {
  readonly machine: Machine;
  readonly nodes: readonly NodeProgram[];
  readonly wish?: NodeWish;
  /** The name people know the machine by. */
  readonly host: string;
  readonly stock: NodeStock;
  readonly questions: Pick<Questions, "confirm">;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly onProgress: (message: string) => void;
}

/** better-sqlite3 and node:sqlite are there from Node 22.14 on, which has Node-API 10. */
const neededNodeApi = 10;

/** The oldest C library that official builds of Node 24 run on. */
const neededGlibc = [2, 28] as const;

/** Rejects with one sentence that says what to do where no Node can run there, or a person does not want one. */
export async function chooseNode(choosing: Choosing): Promise<NodeChoice> {
  const { machine, nodes, wish, stock, signal } = choosing;
  const platform = platformOf(machine);
  if (wish && "path" in wish) return { platform, node: absolute(wish.path, machine.home) };
  if (wish && "file" in wish) {
    return { platform, node: await stock.picked(wish.file, platform, signal) };
  }
  const found = newest(nodes);
  if (found) return { platform: platformOf({ ...machine, arch: found.arch }), node: found.path };
  return { platform, node: await bring(platform, choosing) };
}

/** What is found by the path there, or in whatever folder one happens to be in, is not what a person means. */
function absolute(path: string, home: string): string {
  const whole = path.replace(/^~(?=\/)/, () => home);
  if (whole.startsWith("/")) return whole;
  throw new RunicornError(
    "invalid_parameters",
    "Give the whole path of Node.js on that machine, from / or ~.",
  );
}

function newest(nodes: readonly NodeProgram[]): NodeProgram | undefined {
  const suitable = nodes.filter(({ napi }) => napi >= neededNodeApi);
  return suitable.toSorted((a, b) => compareVersions(b.version, a.version))[0];
}

function compareVersions(a: string, b: string): number {
  const [x = [], y = []] = [a, b].map((version) =>
    version.replace(/^v/, "").split(".").map(Number),
  );
  return [0, 1, 2].map((i) => (x[i] ?? 0) - (y[i] ?? 0)).find((d) => d !== 0) ?? 0;
}

async function bring(platform: Platform, choosing: Choosing): Promise<Parcel> {
  const { machine, wish, host, stock, questions, env, signal, onProgress } = choosing;
  const name = nodePackage(platform);
  if (name === undefined) {
    throw none(host, "there is none to bring for musl (Alpine: `apk add nodejs`)");
  }
  if (isTooOld(machine)) {
    throw none(
      host,
      `its C library, glibc ${machine.libc?.version}, is too old for the Node.js 24 that could be brought`,
    );
  }
  const client = new RegistryClient(await NpmConfig.read(env), env);
  const release = await newestNode(client, name, signal);
  const { version, bytes } = release;
  if (!wish) {
    const question = { host, platform: platformName(platform), version, bytes };
    const goesOn = await questions.confirm({
      kind: "install_node",
      ...question,
      from: client.registry,
    });
    if (!goesOn) throw none(host, "none may be brought");
  }
  let told = "";
  return stock.release(release, platform, {
    client,
    signal,
    onBytes: (received, total) => {
      const message = `Fetching Node.js ${version}, ${ofTotal(received, total)}`;
      if (message !== told) onProgress((told = message));
    },
  });
}

function isTooOld({ libc }: Machine): boolean {
  if (libc?.name !== "glibc") return false;
  const [major = 0, minor = 0] = libc.version.split(".").map(Number);
  return major < neededGlibc[0] || (major === neededGlibc[0] && minor < neededGlibc[1]);
}

/** Such as `3 of 6 MB`. */
export function ofTotal(part: number, total: number | undefined): string {
  const megabytes = (bytes: number) => Math.ceil(bytes / 1_000_000);
  return total === undefined
    ? `${megabytes(part)} MB`
    : `${megabytes(part)} of ${megabytes(total)} MB`;
}

function none(host: string, why: string): RunicornError {
  return new RunicornError(
    "service_unavailable",
    `${host} has no Node.js 22.14 or newer, and ${why}; install one there, or name one by "use a Node at this path".`,
  );
}
