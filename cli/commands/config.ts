import { Settings } from "#core/settings/settings.ts";
import { settingsFolder } from "#core/settings/settingsFolder.ts";

import { type Command, UsageError } from "../command.ts";
import { parseOptions } from "../parseOptions.ts";
import { resolveFolder, storageRoot } from "../storageRoot.ts";

const usage = `Usage: runicorn config --show | --set-user-root P

Shows where runs are stored and what decides it, or sets the place for all your projects.

  --show               print the settings
  --set-user-root P    store runs in P unless --storage or RUNICORN_DIR says otherwise
  --storage P          show what this would decide
  --json               print JSON
`;

export const config: Command = {
  usage,
  async run(args, io) {
    const { values } = parseOptions(args, {
      show: { type: "boolean", default: false },
      "set-user-root": { type: "string" },
      storage: { type: "string" },
      json: { type: "boolean", default: false },
    });
    const userRoot = values["set-user-root"];
    if (userRoot === undefined && !values.show) {
      throw new UsageError("Say --show or --set-user-root P.");
    }
    if (userRoot === "") throw new UsageError("--set-user-root wants a folder.");
    const settings = new Settings(settingsFolder(io.env)).config;
    if (userRoot !== undefined) {
      const folder = resolveFolder(userRoot, io);
      await settings.change((config) => ({ ...config, user_root_dir: folder }));
    }
    const { root, source } = await storageRoot(values.storage, io);
    const file = settings.path;
    io.stdout.write(
      values.json
        ? `${JSON.stringify({ root, source, config_file: file })}\n`
        : `Runs are stored in ${root}\n  decided by ${sourceNames[source]}\n  settings in ${file}\n`,
    );
    return 0;
  },
};

const sourceNames = {
  "--storage": "--storage",
  RUNICORN_DIR: "the variable RUNICORN_DIR",
  user_root_dir: "the settings (user_root_dir)",
  default: "the folder you are in (nothing else is set)",
};
