import { existsSync } from "node:fs";

import type { PlainObject } from "../plain.ts";
import { findProgram, runProgram } from "../system/runProgram.ts";
import type { Missing } from "./missing.ts";

const gpuMilliseconds = 4000;
const fields = ["index", "name", "uuid", "memory.total", "driver_version"];
const cudaVersion = /CUDA (?:UMD )?Version *: *([0-9]+\.[0-9]+)/;
// Where a driver is loaded, a GPU that is not listed is missing.
const driverFile = "/proc/driver/nvidia/version";

/** `gpu_info`, `driver_version` and `cuda_version` of environment.json. */
export interface Gpus {
  readonly gpus: PlainObject[];
  readonly driver: string | null;
  readonly cuda: string | null;
}

export const noGpus: Gpus = { gpus: [], driver: null, cuda: null };

/** What nvidia-smi tells of the GPUs; none where there is no such program. */
export async function readGpus(missing: Missing): Promise<Gpus> {
  const program = findProgram("nvidia-smi");
  if (program === undefined) {
    if (existsSync(driverFile)) missing.add("gpu_info", "nvidia-smi is not installed");
    return noGpus;
  }
  // A lost GPU makes it fail, although it tells of the others.
  const ask = (...args: string[]) =>
    new Promise<string>((done) => {
      const seconds = missing.millisecondsLeft(gpuMilliseconds) / 1000;
      runProgram([program, ...args], seconds, ({ output }) => done(output));
    });
  const gpus = parseGpus(
    await ask(`--query-gpu=${fields.join(",")}`, "--format=csv,noheader,nounits"),
  );
  if (gpus.length === 0) {
    missing.add("gpu_info", "nvidia-smi did not answer");
    return noGpus;
  }
  const driver = gpus.map((gpu) => gpu["driver_version"]).find((version) => version !== null);
  // The only question whose answer names CUDA in every version of the program.
  const [, cuda = null] = cudaVersion.exec(await ask()) ?? [];
  return { gpus, driver: typeof driver === "string" ? driver : null, cuda };
}

function parseGpus(output: string): PlainObject[] {
  return output.split("\n").flatMap((line) => {
    const cells = line.split(",").map((cell) => cell.trim());
    const [index = "", name = "", uuid = "", memory = "", driver = ""] = cells;
    if (cells.length !== fields.length || !/^[0-9]+$/.test(index)) return [];
    return {
      index: Number(index),
      name,
      uuid: known(uuid),
      memory_total_mib: /^[0-9]+$/.test(memory) ? Number(memory) : null,
      driver_version: known(driver),
    };
  });
}

function known(cell: string): string | null {
  return cell.startsWith("[") || cell === "" ? null : cell;
}
