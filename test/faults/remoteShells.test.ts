import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import * as fc from "fast-check";

import { composeScript } from "#core/remote/script/composeScript.ts";
import { parseReply, type ScriptRecord } from "#core/remote/script/parseReply.ts";
import { runScript } from "#core/remote/script/runScript.ts";
import { anyString, hostileStrings } from "#test/support/remote/hostileStrings.ts";
import { LoginShell } from "#test/support/remote/loginShell.ts";
import { installShells, loginShells, systemShells } from "#test/support/remote/shells.ts";

import { note } from "./results.ts";
import { isFull, seed } from "./scale.ts";

/** Strings a shell, sent a hundred at a time. */
const count = isFull ? 20_000 : 300;
const atOnce = 100;
const echo = path.resolve("test/support/remote/echo.sh");

type Send = (parameters: readonly string[]) => Promise<readonly ScriptRecord[]>;

describe("values sent to a machine arrive byte for byte", function () {
  this.timeout(isFull ? 1_200_000 : 60_000);
  let home: string;
  before(installShells);
  beforeEach(() => {
    home = mkdtempSync(path.join(os.tmpdir(), "runicorn-shells-"));
    chmodSync(home, 0o755);
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  for (const shell of loginShells) {
    it(`by the login shell ${shell}`, async () => {
      const link = new LoginShell({ shell, home });
      await sends((parameters) => runScript(link, echo, parameters, { limitMs: 60_000 }), count);
      note({
        fault: "values sent through a login shell",
        sdk: path.basename(shell),
        tried: count,
        found: "all byte-exact, nothing run",
      });
    });
  }

  // What /bin/sh is differs between systems; here it is dash.
  for (const [program, ...args] of systemShells) {
    it(`where /bin/sh is ${path.basename(program)}`, async () => {
      const send: Send = async (parameters) => {
        const input = await composeScript(echo, parameters, { nonce: "beef", input: "nothing" });
        const ran = spawnSync(program, [...args, "-s"], { input, cwd: home });
        assert.equal(ran.stderr.toString(), "");
        return parseReply(ran.stdout, "beef").slice(0, -1);
      };
      await sends(send, count);
      note({
        fault: "values sent to a /bin/sh",
        sdk: path.basename(program),
        tried: count,
        found: "all byte-exact, nothing run",
      });
    });
  }

  async function sends(send: Send, strings: number): Promise<void> {
    assert.deepEqual(await send(hostileStrings), answer(hostileStrings));
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyString, { minLength: atOnce, maxLength: atOnce }),
        async (parameters) => assert.deepEqual(await send(parameters), answer(parameters)),
      ),
      { numRuns: Math.ceil(strings / atOnce), seed },
    );
    // None of them was taken for a command.
    const left = readdirSync(home).filter((name) => !name.startsWith("."));
    assert.deepEqual(left, []);
  }
});

const answer = (parameters: readonly string[]) => parameters.map((one) => ["echo", one]);
