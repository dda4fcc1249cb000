import { type Command, type ExitCode, type Io, UsageError } from "../command.ts";
import { archive } from "../runs/archive.ts";
import { deleteRuns } from "../runs/delete.ts";
import { deleted } from "../runs/deleted.ts";
import { list } from "../runs/list.ts";
import { logs } from "../runs/logs.ts";
import { metrics } from "../runs/metrics.ts";
import { purge } from "../runs/purge.ts";
import { restore } from "../runs/restore.ts";
import { show } from "../runs/show.ts";
import { tag } from "../runs/tag.ts";

const usage = `Usage: runicorn runs list [options]
       runicorn runs show ID
       runicorn runs metrics ID [--key K …] [--points N]
       runicorn runs logs ID [--tail N] [--follow]
       runicorn runs tag ID … [--add T,…] [--remove T,…]
       runicorn runs archive ID … [--undo]
       runicorn runs delete ID … [--dry-run]
       runicorn runs deleted
       runicorn runs restore ID …
       runicorn runs purge ID …|--all [--dry-run] [--yes]

The store from the shell. Deleted runs lie in the recycle bin until they are restored or purged.

  --storage P    the store; default: RUNICORN_DIR, the configured one, ./.runicorn
  --json         print JSON

list, newest first:
  --project P    only runs of this project
  --name N       only runs of this name
  --status S     running, finished, failed or interrupted
  --tag T        only runs with this tag
  --filter F     only runs that a filter holds for, such as
                 'metrics.loss.min < 0.2 and config.lr >= 1e-4 and tag = base'
  --sort F       created_at, ended_at, duration, name, status, metrics.<key>.<last|min|max|mean|best|count>,
                 config.<path>, summary.<path> …
  --columns F,…  show these as well: metrics.<key>.<aggregate>, config.<path>, summary.<path>
  --asc          smallest first
  --limit N      at most so many (50; 1 to 1000)

tag takes several, separated by commas; write \\, for a comma that is part of a tag.

metrics with --key prints step, value, minimum, maximum and count of at most --points buckets.
`;

const actions: Record<string, (args: string[], io: Io) => Promise<ExitCode>> = {
  list,
  show,
  metrics,
  logs,
  tag,
  archive,
  delete: deleteRuns,
  deleted,
  restore,
  purge,
};

export const runs: Command = {
  usage,
  async run([action, ...args], io) {
    const act = action !== undefined && Object.hasOwn(actions, action) && actions[action];
    if (!act) throw new UsageError(`Say one of: runs ${Object.keys(actions).join(", ")}.`);
    return act(args, io);
  },
};
