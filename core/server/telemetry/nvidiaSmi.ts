import { execFile } from "node:child_process";

import type { Gpu } from "#core/protocol/v1Telemetry.ts";

/** Fields of `nvidia-smi --help-query-gpu`. The name comes last: only it could hold a comma. */
const fields = [
  "index",
  "utilization.gpu",
  "utilization.memory",
  "memory.total",
  "memory.used",
  "temperature.gpu",
  "power.draw",
  "power.limit",
  "clocks.current.sm",
  "clocks.current.memory",
  "pstate",
  "fan.speed",
  "name",
] as const;
const limitMs = 5000;
const maxBytes = 1 << 20;

/** What `nvidia-smi` says of the GPUs, or why it does not. */
export type GpuReading = { readonly gpus: readonly Gpu[] } | { readonly reason: string };

/** Asks the program in `env`'s PATH. Never fails; one that does not answer is ended. */
export function readGpus(env: NodeJS.ProcessEnv): Promise<GpuReading> {
  const args = [`--query-gpu=${fields.join(",")}`, "--format=csv,noheader,nounits"];
  const options = { env, timeout: limitMs, maxBuffer: maxBytes, windowsHide: true } as const;
  return new Promise<GpuReading>((resolve) => {
    execFile("nvidia-smi", args, { ...options, killSignal: "SIGKILL" }, (error, stdout) => {
      const gpus = parseGpus(stdout);
      // Where one GPU has failed the program fails, too, and tells of the others all the same.
      if (gpus.length > 0) resolve({ gpus });
      else resolve({ reason: error ? reasonOf(error, stdout) : "This machine has no NVIDIA GPU." });
    });
    // A machine without memory for another process says so at once.
  }).catch((error: Error) => ({ reason: reasonOf(error, "") }));
}

/** The GPUs of the program's answer. Lines that are none are passed over. */
export function parseGpus(output: string): Gpu[] {
  const gpus: Gpu[] = [];
  for (const line of output.split("\n")) {
    const cells = line.split(",").map((cell) => cell.trim());
    if (!/^\d+$/.test(cells[0] ?? "") || cells.length < fields.length) continue;
    const values = cells.slice(0, fields.length - 1);
    const [index = 0, utilGpu, utilMem, total, used, temp, power, limit, sm, mem] = values
      .slice(0, 10)
      .map(toNumber);
    gpus.push({
      index: index ?? 0,
      name: cells.slice(fields.length - 1).join(", "),
      util_gpu: utilGpu ?? null,
      util_mem: utilMem ?? null,
      mem_total_mib: total ?? null,
      mem_used_mib: used ?? null,
      mem_used_pct:
        total && used !== null && used !== undefined ? round((100 * used) / total) : null,
      temp_c: temp ?? null,
      power_w: power ?? null,
      power_limit_w: limit ?? null,
      clock_sm_mhz: sm ?? null,
      clock_mem_mhz: mem ?? null,
      pstate: /^P\d+$/.test(values[10] ?? "") ? (values[10] ?? null) : null,
      fan_speed_pct: toNumber(values[11] ?? "") ?? null,
    });
  }
  return gpus;
}

/** Null for `[N/A]`, `[Not Supported]`, `ERR!` and the like. */
function toNumber(cell: string): number | null {
  return /^-?\d+(\.\d+)?$/.test(cell) ? Number(cell) : null;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function reasonOf(error: Error & { code?: unknown; killed?: boolean }, stdout: string): string {
  if (error.code === "ENOENT") return "nvidia-smi is not installed on this machine.";
  if (error.killed === true) return `nvidia-smi did not answer within ${limitMs / 1000} s.`;
  const [said = ""] = stdout.split("\n");
  return said.trim() === ""
    ? "nvidia-smi failed."
    : `nvidia-smi says: ${said.trim().slice(0, 300)}`;
}
