/** Records training runs as plain files: `init` begins a run, `log` records metrics, `finish` ends it. */
export { finish, getActiveRun, log, logText, setPrimaryMetric, summary } from "./activeRun.ts";
export { isEnabled, resetEnabled, setEnabled } from "./enabled.ts";
export { type InitOptions, init } from "./init.ts";
export type { LogOptions, Run } from "./run.ts";
export { version } from "./version.ts";
export { withRun } from "./withRun.ts";
