import * as z from "zod";

import type { Api } from "./route.ts";

const number = z.number().nullable();

/** One GPU at one moment; what it does not tell is null. */
export const Gpu = z.object({
  index: z.int(),
  name: z.string(),
  util_gpu: number,
  util_mem: number,
  mem_total_mib: number,
  mem_used_mib: number,
  mem_used_pct: number,
  temp_c: number,
  power_w: number,
  power_limit_w: number,
  clock_sm_mhz: number,
  clock_mem_mhz: number,
  pstate: z.string().nullable(),
  fan_speed_pct: number,
});
export type Gpu = z.infer<typeof Gpu>;

/** All GPUs at one moment, in Unix seconds. */
export const GpuSample = z.object({ ts: z.number(), gpus: z.array(Gpu) });
export type GpuSample = z.infer<typeof GpuSample>;

export const GpuTelemetry = z.union([
  z.object({ available: z.literal(true), ...GpuSample.shape }),
  z.object({ available: z.literal(false), reason: z.string() }),
]);
export type GpuTelemetry = z.infer<typeof GpuTelemetry>;

/** How GPUs are watched. */
export const GpuWatchConfig = z.object({
  /** False: GPUs are looked at when asked for, and no history is kept. */
  enabled: z.boolean(),
  interval_sec: z.number(),
  /** How far back the history goes. */
  max_duration_h: z.number(),
});
export type GpuWatchConfig = z.infer<typeof GpuWatchConfig>;

/** Bytes, percent. */
export const SystemMonitor = z.object({
  available: z.literal(true),
  ts: z.number(),
  cpu: z.object({
    percent: z.number(),
    /** Cores; null where the system does not tell them from threads. */
    count: number,
    logical_count: z.int(),
    per_core: z.array(z.number()),
    frequency: z.object({ current: number, min: number, max: number }),
    load_avg: z.array(z.number()),
  }),
  memory: z.object({
    total: z.number(),
    available: z.number(),
    used: z.number(),
    percent: z.number(),
    swap: z.object({ total: z.number(), used: z.number(), percent: z.number() }).nullable(),
  }),
  /** Of the file system the store lies on. */
  disk: z
    .object({
      path: z.string(),
      total: z.number(),
      used: z.number(),
      free: z.number(),
      percent: z.number(),
      io: z.object({ read_bytes: z.number(), write_bytes: z.number() }).nullable(),
    })
    .nullable(),
  platform: z.string(),
});
export type SystemMonitor = z.infer<typeof SystemMonitor>;

/** Degrees Celsius by sensor chip. */
export const Temperatures = z.object({
  available: z.boolean(),
  ts: z.number(),
  temperatures: z.record(
    z.string(),
    z.array(z.object({ label: z.string(), current: z.number(), high: number, critical: number })),
  ),
});
export type Temperatures = z.infer<typeof Temperatures>;

/** The machine the viewer runs on. It is only looked at while somebody asks. */
export const v1TelemetryApi = {
  gpuTelemetry: {
    method: "get",
    path: "/api/gpu/telemetry",
    auth: "token",
    summary: "The GPUs of this machine now",
    response: GpuTelemetry,
  },
  gpu: {
    method: "get",
    path: "/api/gpu",
    auth: "token",
    summary: "The GPUs of this machine now",
    response: GpuTelemetry,
  },
  gpuHistory: {
    method: "get",
    path: "/api/gpu/telemetry/history",
    auth: "token",
    summary: "The GPUs since somebody began to watch them, as far back as is kept",
    response: z.object({
      available: z.boolean(),
      enabled: z.boolean(),
      samples: z.array(GpuSample),
    }),
  },
  getGpuConfig: {
    method: "get",
    path: "/api/gpu/telemetry/config",
    auth: "token",
    summary: "How GPUs are watched",
    response: GpuWatchConfig,
  },
  setGpuConfig: {
    method: "post",
    path: "/api/gpu/telemetry/config",
    auth: "token",
    summary:
      "Change how GPUs are watched; intervals are kept within 0.5 and 60 s, durations within 0.5 and 48 h",
    body: GpuWatchConfig.partial(),
    response: GpuWatchConfig,
  },
  systemMonitor: {
    method: "get",
    path: "/api/system/monitor",
    auth: "token",
    summary: "Processors, memory and disk of this machine",
    response: SystemMonitor,
  },
  temperatures: {
    method: "get",
    path: "/api/system/temperatures",
    auth: "token",
    summary: "Temperature sensors of this machine",
    response: Temperatures,
  },
} as const satisfies Api;
