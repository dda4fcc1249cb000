import { statfsSync } from "node:fs";
import { cpus, loadavg } from "node:os";

import { AmdGpus } from "./amdGpus.ts";
import { LinuxMachine } from "./linuxMachine.ts";
import {
  MacProcesses,
  ioregCommand,
  parseIoreg,
  parseVmStat,
  psCommand,
  vmStatCommand,
} from "./macMachine.ts";
import { nvidiaSmiArguments, parseNvidiaSmi } from "./nvidiaSmi.ts";
import { OtherMachine } from "./otherMachine.ts";
import { ProcessTree } from "./processTree.ts";
import { parseRocmSmi, rocmSmiArguments } from "./rocmSmi.ts";
import { findProgram } from "./runProgram.ts";
import type { Source, Values } from "./samples.ts";
import { type Parse, Tool, toolShare } from "./tool.ts";

/** Files and calls that cost next to nothing, and programs, which cost. */
export interface Sources {
  readonly cheap: readonly Source[];
  readonly tools: readonly Tool[];
}

/** All that can be read about this machine. `folder` is on the disk that the run is written to; `root` stands before /proc and /sys. */
export function sourcesOfThisMachine(folder: string, root = ""): Sources {
  const cheap: Source[] = [() => diskSpace(folder)];
  const tools: Tool[] = [];
  const add = (name: string, args: readonly string[], parse: Parse) => {
    const program = findProgram(name);
    if (program !== undefined) tools.push(new Tool([program, ...args], parse));
  };
  if (process.platform === "linux") {
    const machine = new LinuxMachine(root);
    const tree = new ProcessTree(process.pid, root);
    const amd = new AmdGpus(root);
    cheap.push(
      (now) => machine.read(now),
      (now) => tree.read(now),
      () => amd.read(),
    );
    if (amd.count === 0) add("rocm-smi", rocmSmiArguments, parseRocmSmi);
  } else if (process.platform === "darwin") {
    const processes = new MacProcesses(process.pid, cpus().length || 1);
    cheap.push(() => ({ load_1m: loadavg()[0] }));
    const parsers: [readonly string[], Parse][] = [
      [psCommand, (output, now) => processes.parse(output, now)],
      [vmStatCommand, parseVmStat],
      [ioregCommand, parseIoreg],
    ];
    const share = toolShare / parsers.length;
    tools.push(...parsers.map(([command, parse]) => new Tool(command, parse, { share })));
  } else {
    const machine = new OtherMachine();
    cheap.push((now) => machine.read(now));
  }
  add("nvidia-smi", nvidiaSmiArguments, parseNvidiaSmi);
  return { cheap, tools };
}

function diskSpace(folder: string): Values {
  const { blocks, bfree, bavail } = statfsSync(folder);
  const used = blocks - bfree;
  return { disk_used_pct: used + bavail > 0 ? (100 * used) / (used + bavail) : undefined };
}
