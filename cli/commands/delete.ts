import type { Command } from "../command.ts";
import { deleteRuns } from "../runs/delete.ts";

const usage = `Usage: runicorn delete ID … [options]

Puts runs into the recycle bin, as \`runicorn runs delete\` does.

  --storage P    the store; default: RUNICORN_DIR, the configured one, ./.runicorn
  --run-id ID    a run; may be repeated
  --dry-run      only say what would be done
  --json         print JSON
`;

export const deleteCommand: Command = { usage, run: deleteRuns };
