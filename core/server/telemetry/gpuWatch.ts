import type { GpuSample, GpuTelemetry, GpuWatchConfig } from "#core/protocol/v1Telemetry.ts";
import type { SettingsFile } from "#core/settings/settingsFile.ts";
import type { UserConfig } from "#core/settings/userConfig.ts";

import { readGpus } from "./nvidiaSmi.ts";

/** Nobody has asked for so long: nobody watches any more. */
const idleMs = 60_000;
/** The history never holds more, however short the interval. */
const maxSamples = 20_000;
/** Of a history that is told; more would not be seen, and eight GPUs of a day are 50 MB. */
const toldSamples = 2000;

export interface GpuWatchOptions {
  readonly settings: SettingsFile<typeof UserConfig>;
  /** Where `nvidia-smi` is looked for. */
  readonly env: NodeJS.ProcessEnv;
}

/** Looks at the GPUs while somebody asks for them, and keeps what it saw. */
export class GpuWatch {
  readonly #options: GpuWatchOptions;
  #samples: GpuSample[] = [];
  #latest: { readonly at: number; readonly told: GpuTelemetry } | undefined;
  #looking: Promise<GpuTelemetry> | undefined;
  #askedAt = -Infinity;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: GpuWatchOptions) {
    this.#options = options;
  }

  /** At most one interval old. */
  async latest(): Promise<GpuTelemetry> {
    const config = await this.config();
    this.#askedAt = performance.now();
    if (config.enabled) this.#watch(config);
    const latest = this.#latest;
    const isFresh = latest && performance.now() - latest.at < config.interval_sec * 1000;
    return isFresh ? latest.told : this.#look(config);
  }

  /** What was seen since the watching began, oldest first; of a long time every so many. Asking for it is watching, too. */
  async history(): Promise<{ available: boolean; enabled: boolean; samples: GpuSample[] }> {
    const { available } = await this.latest();
    const every = Math.ceil(this.#samples.length / toldSamples);
    const last = this.#samples.length - 1;
    const samples = this.#samples.filter((_, i) => (last - i) % every === 0);
    return { available, enabled: (await this.config()).enabled, samples };
  }

  async config(): Promise<GpuWatchConfig> {
    return configOf(await this.#options.settings.read());
  }

  async configure(change: Partial<GpuWatchConfig>): Promise<GpuWatchConfig> {
    const changed = await this.#options.settings.change((before) => {
      const after = { ...configOf(before), ...change };
      return {
        ...before,
        gpu_background_collect: after.enabled,
        gpu_interval_sec: clamp(after.interval_sec, 0.5, 60),
        gpu_max_duration_h: clamp(after.max_duration_h, 0.5, 48),
      };
    });
    this.#stop();
    const config = configOf(changed);
    if (!config.enabled) this.#samples = [];
    return config;
  }

  dispose(): void {
    this.#stop();
    this.#samples = [];
  }

  #watch(config: GpuWatchConfig): void {
    this.#timer ??= setInterval(() => {
      if (performance.now() - this.#askedAt > idleMs) this.#stop();
      else void this.#look(config);
    }, config.interval_sec * 1000).unref();
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** One program at a time, whoever asks. */
  #look(config: GpuWatchConfig): Promise<GpuTelemetry> {
    this.#looking ??= this.#read(config).finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  async #read(config: GpuWatchConfig): Promise<GpuTelemetry> {
    const reading = await readGpus(this.#options.env);
    const at = performance.now();
    if ("reason" in reading) {
      const told = { available: false, reason: reading.reason } as const;
      this.#latest = { at, told };
      return told;
    }
    const sample = { ts: Date.now() / 1000, gpus: [...reading.gpus] };
    this.#latest = { at, told: { available: true, ...sample } };
    if (config.enabled) this.#keep(sample, config);
    return this.#latest.told;
  }

  #keep(sample: GpuSample, { max_duration_h: hours }: GpuWatchConfig): void {
    this.#samples.push(sample);
    const since = sample.ts - hours * 3600;
    const tooOld = this.#samples.findIndex(({ ts }) => ts >= since);
    const tooMany = this.#samples.length - maxSamples;
    const excess = Math.max(tooOld, tooMany);
    if (excess > 0) this.#samples.splice(0, excess);
  }
}

function configOf(config: UserConfig): GpuWatchConfig {
  return {
    enabled: config.gpu_background_collect ?? true,
    interval_sec: clamp(config.gpu_interval_sec ?? 2, 0.5, 60),
    max_duration_h: clamp(config.gpu_max_duration_h ?? 24, 0.5, 48),
  };
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}
