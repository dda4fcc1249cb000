import type { Values } from "./samples.ts";
import { toNumber } from "./systemFile.ts";

/** Fields of `nvidia-smi --help-query-gpu`, and what a sample calls them. */
const fields = {
  "utilization.gpu": "util_pct",
  "utilization.memory": "mem_util_pct",
  "memory.used": "mem_used_mib",
  "memory.total": "mem_total_mib",
  "temperature.gpu": "temp_c",
  "power.draw": "power_w",
  "power.limit": "power_limit_w",
  "clocks.sm": "clock_sm_mhz",
  "fan.speed": "fan_pct",
};
const names = Object.values(fields);

export const nvidiaSmiArguments: readonly string[] = [
  `--query-gpu=index,${Object.keys(fields).join(",")}`,
  "--format=csv,noheader,nounits",
];

/** The values by key. What a GPU does not tell ([N/A], [Not Supported], ERR!) is left out, and GPUs in error. */
export function parseNvidiaSmi(output: string): Values {
  const values: Values = {};
  for (const line of output.split("\n")) {
    const [index = "", ...cells] = line.split(",").map((cell) => cell.trim());
    if (!/^\d+$/.test(index) || cells.length !== names.length) continue;
    for (const [i, name] of names.entries()) {
      const number = toNumber(cells[i] ?? "");
      if (number !== undefined) values[`gpu${Number(index)}_${name}`] = number;
    }
  }
  return values;
}
