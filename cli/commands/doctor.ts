import { checkMachine } from "../checks/checkMachine.ts";
import type { Command } from "../command.ts";
import { parseOptions } from "../parseOptions.ts";
import { storageRoot } from "../storageRoot.ts";
import { version } from "../version.ts";

const usage = `Usage: runicorn doctor [options]

Checks what Runicorn needs of this machine and says what to do where something is missing. Ends with 1 then.

  --storage P    the store to check; default: RUNICORN_DIR, the configured one, ./.runicorn
  --json         print JSON
`;

export const doctor: Command = {
  usage,
  async run(args, io) {
    const { values } = parseOptions(args, {
      storage: { type: "string" },
      json: { type: "boolean", default: false },
    });
    const place = await storageRoot(values.storage, io);
    const checks = await checkMachine(place, io.env);
    const failed = checks.some((check) => check.state === "failed");
    if (values.json) {
      io.stdout.write(`${JSON.stringify({ version: version(), ok: !failed, checks })}\n`);
    } else {
      io.stdout.write(`Runicorn ${version()}\n`);
      for (const { state, name, found, advice } of checks) {
        io.stdout.write(`${marks[state]} ${name}: ${found}\n`);
        if (advice !== undefined) io.stdout.write(`    ${advice}\n`);
      }
    }
    return failed ? 1 : 0;
  },
};

const marks = { ok: "✓", advice: "–", failed: "✗" };
