import { readFile } from "node:fs/promises";
import path from "node:path";

import type { TimeAsked } from "../clockOffset.ts";
import { runScript } from "../script/runScript.ts";
import type { SshLink } from "../ssh/sshLink.ts";
import type { Environment } from "./environment.ts";
import { environmentsOf } from "./environments.ts";
import { loginOf } from "./login.ts";
import { type Machine, machineOf } from "./machine.ts";
import { type NodeProgram, nodeProgramsOf } from "./nodeProgram.ts";
import { storageRoots } from "./storageRoot.ts";
import { timeThere } from "./timeThere.ts";
import { trustedScript } from "./trustedScript.ts";

/** Milliseconds. The script itself begins nothing after 18 seconds, and nothing it runs takes longer than it may. */
const limitMs = 30_000;

/** What is known of another machine after one run of one script. */
export interface Detection {
  readonly machine: Machine;
  /** The default one first. */
  readonly environments: readonly Environment[];
  /** Those new enough for the viewer, the likeliest first. */
  readonly nodes: readonly NodeProgram[];
  /** Folders runs are likely to be in, the likeliest first. Those that settings name need not exist. */
  readonly storageRoots: readonly string[];
  /** What the clock there said; undefined where it could not be read. */
  readonly clock: TimeAsked | undefined;
  /** There was more than could be looked at in the time and number a search may take. */
  readonly isCut: boolean;
}

/**
 * Looks at the machine at the other end.
 * @param patienceMs what a program found there is given to say what it is.
 * @throws what `runScript` throws.
 */
export async function detect(
  link: Pick<SshLink, "run" | "ping">,
  { patienceMs = 10_000, signal }: { patienceMs?: number; signal?: AbortSignal } = {},
): Promise<Detection> {
  const roundTripMs = await link.ping().catch(() => 0);
  const own = (name: string) => path.join(import.meta.dirname, name);
  const scripts = [own("candidates.sh"), trustedScript, own("detect.sh")];
  const probe = await readFile(own("pythonProbe.py"), "utf8");
  const limits = { limitMs, ...(signal === undefined ? {} : { signal }) };
  const records = await runScript(link, scripts, [probe, String(patienceMs / 1000)], limits);
  const endedAt = Date.now();
  const login = loginOf(records);
  const machine = machineOf(records, login);
  const { home } = machine;
  return {
    machine,
    environments: environmentsOf(records, { login, home }),
    nodes: nodeProgramsOf(records),
    storageRoots: storageRoots(login, home),
    clock: timeThere(records, { endedAt, roundTripMs }),
    isCut: records.some(([kind]) => kind === "cut"),
  };
}
