import { mkdir } from "node:fs/promises";
import path from "node:path";

import { RunicornError } from "#core/protocol/errors.ts";
import type { Store } from "#core/store/store.ts";

import type { Command, Io } from "../command.ts";
import { distFolder } from "../distFolder.ts";
import { invite, linkTo } from "../invite.ts";
import { Logger } from "../logger.ts";
import { parseNumber, parseOptions } from "../parseOptions.ts";
import { serve } from "../serve.ts";
import { resolveFolder } from "../storageRoot.ts";
import { type Training, findTraining, trainAll } from "../training.ts";
import { untilAborted } from "../untilAborted.ts";

const usage = `Usage: runicorn demo [options]

Trains a small real model three times and shows it live: the quickest way to see what Runicorn does.

  --storage P          where the runs go (./runicorn-demo/.runicorn)
  --port N             port of the dashboard (23300, or any free one where that is taken)
  --no-open-browser    only print the link
  --no-viewer          only train
  --json               print the link, run and store as one line of JSON
`;

const seeds = [1, 2, 3];
const usualPort = 23_300;

export const demo: Command = {
  usage,
  async run(args, io) {
    const { values } = parseOptions(args, {
      storage: { type: "string", default: path.join("runicorn-demo", ".runicorn") },
      port: { type: "string" },
      "no-open-browser": { type: "boolean", default: false },
      "no-viewer": { type: "boolean", default: false },
      json: { type: "boolean", default: false },
    });
    const root = resolveFolder(values.storage, io);
    const port =
      values.port === undefined ? undefined : parseNumber("port", values.port, 0, 65_535);
    await mkdir(root, { recursive: true });
    const training = await findTraining(path.join(distFolder(), "demo"), io.env);
    if (!values.json) {
      io.stdout.write(
        `Training ${seeds.length} small models with ${training.label}\n  in ${root}\n`,
      );
    }
    const { json } = values;
    const demonstration = { root, training, json, openBrowser: !values["no-open-browser"] };
    if (values["no-viewer"]) {
      await trainAll(training, seeds, { root, signal: io.signal, together: 2 });
      return io.signal.aborted ? 1 : 0;
    }
    await onFreePort(port, (free) => demonstrate(demonstration, free, io));
    return 0;
  },
};

interface Demonstration {
  readonly root: string;
  readonly training: Training;
  readonly json: boolean;
  readonly openBrowser: boolean;
}

function demonstrate(
  { root, training, json, openBrowser }: Demonstration,
  port: number,
  io: Io,
): Promise<void> {
  const logger = new Logger(io.stderr, "error");
  const listen = { host: "127.0.0.1", port };
  const serving = { root, listen, auth: true, allowedHosts: [], logger, env: io.env };
  return serve(serving, async (server, store) => {
    const firstRun = nextRun(store);
    const trained = trainAll(training, seeds, { root, signal: io.signal, together: 2 });
    const run = await Promise.race([firstRun, trained.then(() => undefined)]);
    const invitation = { names: [], auth: true, run };
    if (json) {
      io.stdout.write(`${JSON.stringify({ url: linkTo(server, invitation), run, root })}\n`);
    } else {
      invite(server, io, { ...invitation, openBrowser });
      io.stdout.write(
        "In VS Code: install dist/runicorn.vsix (`npm run package` makes it), open this folder, click the Runicorn icon.\n",
      );
    }
    await trained;
    if (!io.signal.aborted && !json) io.stdout.write("The training is done; the viewer goes on.\n");
    await untilAborted(io.signal);
  });
}

/** The id of the next run that appears in a store. */
function nextRun(store: Store): Promise<string> {
  return new Promise((resolve) => {
    const subscription = store.onEvent((event) => {
      if (event.type !== "run_created") return;
      subscription.dispose();
      resolve(event.run.id);
    });
  });
}

/** A newcomer need not care which port it is, unless they named one. */
async function onFreePort(
  port: number | undefined,
  use: (port: number) => Promise<void>,
): Promise<void> {
  try {
    await use(port ?? usualPort);
  } catch (error) {
    if (port !== undefined || !isTaken(error)) throw error;
    await use(0);
  }
}

function isTaken(error: unknown): boolean {
  const cause: unknown = RunicornError.is(error) ? error.cause : undefined;
  return cause instanceof Error && "code" in cause && cause.code === "EADDRINUSE";
}
