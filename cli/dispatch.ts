import { RunicornError } from "#core/protocol/errors.ts";
import { isSystemError } from "#core/store/files/systemError.ts";

import { type Command, type ExitCode, type Io, UsageError } from "./command.ts";
import { unsuitableNode } from "./nodeVersion.ts";
import { version } from "./version.ts";

interface Entry {
  readonly summary: string;
  readonly load: () => Promise<Command>;
  /** SQLite must not be touched on a Node it would crash. */
  readonly opensStore: boolean;
}

const commands: Record<string, Entry> = {
  viewer: {
    summary: "serve the dashboard and its API",
    load: async () => (await import("./commands/viewer.ts")).viewer,
    opensStore: true,
  },
  runs: {
    summary: "list, show, tag, archive, delete and restore runs",
    load: async () => (await import("./commands/runs.ts")).runs,
    opensStore: true,
  },
  delete: {
    summary: "put runs into the recycle bin",
    load: async () => (await import("./commands/delete.ts")).deleteCommand,
    opensStore: true,
  },
  export: {
    summary: "pack whole runs into an archive",
    load: async () => (await import("./commands/export.ts")).exportCommand,
    opensStore: true,
  },
  "export-data": {
    summary: "write one run's data as CSV, JSON, Excel, Markdown, HTML or for TensorBoard",
    load: async () => (await import("./commands/exportData.ts")).exportDataCommand,
    opensStore: true,
  },
  import: {
    summary: "unpack the runs of an archive",
    load: async () => (await import("./commands/import.ts")).importCommand,
    opensStore: true,
  },
  index: {
    summary: "verify or rebuild the index over a store",
    load: async () => (await import("./commands/index.ts")).index,
    opensStore: true,
  },
  migrate: {
    summary: "move runs of older Runicorns to where new ones lie",
    load: async () => (await import("./commands/migrate.ts")).migrate,
    opensStore: false,
  },
  demo: {
    summary: "run a small real training and watch it live",
    load: async () => (await import("./commands/demo.ts")).demo,
    opensStore: true,
  },
  manage: {
    summary: "tag, search, delete and clean up runs, as earlier versions did",
    load: async () => (await import("./commands/manage.ts")).manage,
    opensStore: true,
  },
  "rate-limit": {
    summary: "show or set how often clients may ask a viewer",
    load: async () => (await import("./commands/rateLimit.ts")).rateLimit,
    opensStore: false,
  },
  remote: {
    summary: "connect to other machines by SSH and open their viewers",
    load: async () => (await import("./commands/remote.ts")).remote,
    opensStore: false,
  },
  doctor: {
    summary: "check this machine, and say what to do",
    load: async () => (await import("./commands/doctor.ts")).doctor,
    opensStore: false,
  },
  config: {
    summary: "show or set where runs are stored",
    load: async () => (await import("./commands/config.ts")).config,
    opensStore: false,
  },
};

/** Runs the command named by the first word. What goes wrong becomes one sentence on stderr. */
export async function dispatch(words: string[], io: Io): Promise<ExitCode> {
  try {
    return await run(words, io);
  } catch (error) {
    const { exitCode, message } = explain(error);
    io.stderr.write(`runicorn: ${message}\n`);
    return exitCode;
  }
}

async function run([name, ...args]: string[], io: Io): Promise<ExitCode> {
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    io.stdout.write(overview());
    return name === undefined ? 2 : 0;
  }
  if (name === "--version") {
    io.stdout.write(`${version()}\n`);
    return 0;
  }
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!entry) throw new UsageError(`There is no command '${name}'.`);
  const command = await entry.load();
  if (isHelp(args)) {
    io.stdout.write(command.usage);
    return 0;
  }
  const obstacle = entry.opensStore ? unsuitableNode() : undefined;
  if (obstacle !== undefined) throw new RunicornError("service_unavailable", obstacle);
  return command.run(args, io);
}

function isHelp(args: string[]): boolean {
  return args.includes("--help") || args.includes("-h");
}

function overview(): string {
  const lines = Object.entries(commands).map(
    ([name, { summary }]) => `  ${name.padEnd(11)} ${summary}`,
  );
  return `Usage: runicorn <command> [options]\n\n${lines.join("\n")}\n\n\`runicorn <command> --help\` lists a command's options.\n`;
}

function explain(error: unknown): { exitCode: ExitCode; message: string } {
  if (error instanceof UsageError) {
    return { exitCode: 2, message: `${error.message} See \`runicorn --help\`.` };
  }
  // What the system refuses names the file and the reason; a stack would add nothing.
  if (RunicornError.is(error) || isSystemError(error)) {
    return { exitCode: 1, message: error.message };
  }
  return {
    exitCode: 1,
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
  };
}
