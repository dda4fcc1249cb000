import type { InitOptions, TqdmMode } from "./initOptions.ts";
import type { Notices } from "./notices.ts";
import { plainText } from "./plain.ts";

/** What `init` is asked to do beside recording metrics. */
export interface Switches {
  readonly captureEnv: boolean;
  readonly captureCode: boolean | "full";
  readonly captureConsole: boolean;
  readonly tqdmMode: TqdmMode;
  readonly systemMetrics: boolean;
  readonly deferred: boolean;
  readonly durable: boolean;
  readonly ranks: "zero" | "all" | "each";
}

const on = new Set(["1", "true", "yes", "y", "on"]);
const off = new Set(["0", "false", "no", "n", "off"]);

/** The options that were given; for the others what the environment says, or the default. */
export function readSwitches(options: InitOptions, notices: Notices): Switches {
  const code: unknown = options.captureCode;
  return {
    captureEnv: choice(options.captureEnv, "RUNICORN_CAPTURE_ENV", true),
    captureCode: code === "full" ? "full" : choice(code, "RUNICORN_CAPTURE_CODE", true),
    captureConsole: choice(options.captureConsole, "RUNICORN_CAPTURE_CONSOLE", false),
    tqdmMode: oneOf("tqdmMode", options.tqdmMode, ["smart", "all", "none"], notices),
    systemMetrics: choice(options.systemMetrics, "RUNICORN_SYSTEM_METRICS", true),
    deferred: choice(options.deferred, "RUNICORN_DEFERRED", false),
    durable: choice(options.durable, "RUNICORN_DURABLE", false),
    ranks: oneOf("ranks", options.ranks, ["zero", "all", "each"], notices),
  };
}

function choice(given: unknown, variable: string, otherwise: boolean): boolean {
  if (given !== undefined && given !== null) return Boolean(given);
  const text = (process.env[variable] ?? "").trim().toLowerCase();
  if (on.has(text)) return true;
  return off.has(text) ? false : otherwise;
}

/** The first of `allowed` is the default. */
function oneOf<T extends string>(
  name: string,
  given: unknown,
  allowed: readonly [T, ...T[]],
  notices: Notices,
): T {
  const known = allowed.find((text) => text === given);
  if (known !== undefined) return known;
  if (given !== undefined && given !== null) {
    const choices = allowed.map((text) => `"${text}"`).join(" or ");
    notices.tell(name, `init: ${name} is ${choices}, not ${plainText(given).slice(0, 80)}`);
  }
  return allowed[0];
}
