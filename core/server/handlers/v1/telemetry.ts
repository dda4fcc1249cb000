import type { v1TelemetryApi } from "#core/protocol/v1Telemetry.ts";
import type { Handlers } from "#core/server/http/mount.ts";
import type { Services } from "#core/server/services.ts";

export function v1TelemetryHandlers({
  gpus,
  machine,
}: Pick<Services, "gpus" | "machine">): Handlers<typeof v1TelemetryApi> {
  return {
    gpuTelemetry: () => gpus.latest(),
    gpu: () => gpus.latest(),
    gpuHistory: () => gpus.history(),
    getGpuConfig: () => gpus.config(),
    setGpuConfig: ({ body: { enabled, interval_sec, max_duration_h } }) =>
      gpus.configure({
        ...(enabled !== undefined && { enabled }),
        ...(interval_sec !== undefined && { interval_sec }),
        ...(max_duration_h !== undefined && { max_duration_h }),
      }),
    systemMonitor: () => machine.monitor(),
    temperatures: () => machine.temperatures(),
  };
}
