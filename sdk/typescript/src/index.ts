/** Records training runs as plain files: `init` begins a run, `log` records metrics, `finish` ends it. */
export {
  alert,
  defineMetric,
  finish,
  flush,
  fork,
  getActiveRun,
  log,
  logArtifact,
  logAudio,
  logHistogram,
  logImage,
  logTable,
  logText,
  logVideo,
  onEnvironment,
  setPrimaryMetric,
  summary,
  useArtifact,
} from "./activeRun.ts";
export { Artifact } from "./artifacts/artifact.ts";
export { isEnabled, resetEnabled, setEnabled } from "./enabled.ts";
export { init } from "./init.ts";
export type { InitOptions } from "./initOptions.ts";
export type { EnvironmentCallback, LogOptions, Run } from "./run.ts";
export { version } from "./version.ts";
export { withRun } from "./withRun.ts";
