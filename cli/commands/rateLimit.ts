import { RunicornError } from "#core/protocol/errors.ts";
import { RateLimits } from "#core/settings/rateLimits.ts";
import { Settings } from "#core/settings/settings.ts";
import { settingsFolder } from "#core/settings/settingsFolder.ts";

import { type Command, type Io, UsageError } from "../command.ts";
import { parseChoice, parseNumber, parseOptions } from "../parseOptions.ts";
import { formatTable } from "../table.ts";

const usage = `Usage: runicorn rate-limit --action A [options]

How often a client may ask a viewer that listens on a port. The settings are those of the user; a running viewer
takes them over by itself.

  --action show        print all limits and settings
           list        print the limits
           get         print the limit of --endpoint, or the one it has by default
           set         set the limit of --endpoint, or without it the default
           remove      let --endpoint have the default again
           settings    switch settings on or off
           reset       go back to what Runicorn comes with
           validate    say whether the settings can be understood
  --endpoint E         such as /api/runs/{id}
  --max-requests N     so many requests …
  --window S           … in so many seconds (60)
  --burst N            so many of them at once
  --description T      what a limit is for
  --enable, --disable  limit requests, or do not
  --log-violations, --no-log-violations
                       whether the viewer's log tells of requests refused
  --whitelist-localhost, --no-whitelist-localhost
                       whether this machine is limited, too
  --storage P          has no say here; every command takes it
  --json               print JSON
`;

const actions = ["show", "list", "get", "set", "remove", "settings", "reset", "validate"] as const;

const flag = { type: "boolean", default: false } as const;
const options = {
  action: { type: "string" },
  endpoint: { type: "string" },
  "max-requests": { type: "string" },
  window: { type: "string", default: "60" },
  burst: { type: "string" },
  description: { type: "string" },
  enable: flag,
  disable: flag,
  "log-violations": flag,
  "no-log-violations": flag,
  "whitelist-localhost": flag,
  "no-whitelist-localhost": flag,
  storage: { type: "string" },
  json: flag,
} as const;

type Values = ReturnType<typeof parseOptions<typeof options>>["values"];

export const rateLimit: Command = {
  usage,
  async run(args, io) {
    const { values } = parseOptions(args, options);
    if (values.action === undefined) throw new UsageError(`Say --action ${actions.join("|")}.`);
    const action = parseChoice("action", values.action, actions);
    const file = new Settings(settingsFolder(io.env)).rateLimits;
    if (action === "validate") {
      // What makes no sense reads as the defaults; to change it is refused.
      await file.change((limits) => limits);
      io.stdout.write(values.json ? '{"valid":true}\n' : `${file.path} can be understood.\n`);
      return 0;
    }
    const before = await file.read();
    const after = changed(before, action, values);
    if (after) await file.change((limits) => changed(limits, action, values) ?? limits);
    print(after ?? before, values, action, io);
    return 0;
  },
};

/** The limits with what was asked for; undefined where nothing is to be changed. */
function changed(
  limits: RateLimits,
  action: (typeof actions)[number],
  values: Values,
): RateLimits | undefined {
  const { endpoints } = limits;
  switch (action) {
    case "reset":
      return RateLimits.parse({});
    case "settings":
      return { ...limits, settings: { ...limits.settings, ...switches(values) } };
    case "set":
      return values.endpoint === undefined
        ? { ...limits, default: limitOf(values) }
        : { ...limits, endpoints: { ...endpoints, [endpointOf(values)]: limitOf(values) } };
    case "remove": {
      const name = endpointOf(values);
      if (!Object.hasOwn(endpoints, name)) {
        throw new RunicornError("not_found", `${name} has no limit of its own.`);
      }
      const others = Object.entries(endpoints).filter(([other]) => other !== name);
      return { ...limits, endpoints: Object.fromEntries(others) };
    }
    case "show":
    case "list":
    case "get":
    case "validate":
    default:
      return undefined;
  }
}

function limitOf(values: Values): RateLimits["default"] {
  const max = values["max-requests"];
  if (max === undefined) throw new UsageError("--action set wants --max-requests.");
  return {
    max_requests: parseNumber("max-requests", max, 1, 1_000_000),
    window_seconds: parseNumber("window", values.window, 1, 86_400),
    ...(values.burst !== undefined && {
      burst_size: parseNumber("burst", values.burst, 1, 1_000_000),
    }),
    ...(values.description !== undefined && { description: values.description }),
  };
}

function endpointOf({ endpoint }: Values): string {
  if (endpoint?.startsWith("/") !== true) {
    throw new UsageError("--endpoint wants a path such as /api/runs/{id}.");
  }
  return endpoint;
}

function switches(values: Values): Partial<RateLimits["settings"]> {
  const pairs = [
    ["enable_rate_limiting", values.enable, values.disable],
    ["log_violations", values["log-violations"], values["no-log-violations"]],
    ["whitelist_localhost", values["whitelist-localhost"], values["no-whitelist-localhost"]],
  ] as const;
  const wanted = pairs.filter(([, on, off]) => on || off);
  if (wanted.length === 0) throw new UsageError("--action settings wants one of its switches.");
  if (wanted.some(([, on, off]) => on && off)) {
    throw new UsageError("A setting can be switched on or off, not both.");
  }
  return Object.fromEntries(wanted.map(([name, on]) => [name, on]));
}

function print(limits: RateLimits, values: Values, action: string, io: Io): void {
  const { endpoint } = values;
  const own = endpoint === undefined ? undefined : limits.endpoints[endpoint];
  const told =
    action === "get" ? (own ?? limits.default) : action === "list" ? limits.endpoints : limits;
  if (values.json) {
    io.stdout.write(`${JSON.stringify(told)}\n`);
    return;
  }
  const { default: rest, endpoints, settings } = limits;
  const rows = [...Object.entries(endpoints), ["all others", rest] as const]
    .filter(([name]) => action !== "get" || name === (own ? endpoint : "all others"))
    .map(([name, limit]) => [
      name,
      String(limit.max_requests),
      `${limit.window_seconds} s`,
      String(limit.burst_size ?? ""),
      limit.description ?? "",
    ]);
  io.stdout.write(formatTable([["ENDPOINT", "REQUESTS", "WINDOW", "BURST", "FOR"], ...rows]));
  if (action === "get" || action === "list") return;
  const isOn = (value: boolean) => (value ? "on" : "off");
  io.stdout.write(`
Limits are ${isOn(settings.enable_rate_limiting)}.
Telling of requests refused is ${isOn(settings.log_violations)}.
Leaving this machine out is ${isOn(settings.whitelist_localhost)}.
`);
}
