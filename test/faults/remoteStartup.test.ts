import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import path from "node:path";

import { type Detection, detect } from "#core/remote/environments/detect.ts";
import type { RunOptions } from "#core/remote/ssh/sshLink.ts";
import { LoginShell } from "#test/support/remote/loginShell.ts";
import { PythonHome } from "#test/support/remote/pythonHome.ts";
import { installShells, loginShells, systemShells } from "#test/support/remote/shells.ts";
import { startupKinds, writeStartupFiles } from "#test/support/remote/startupFiles.ts";

import { note } from "./results.ts";
import { isFull } from "./scale.ts";

describe("a machine looks the same", function () {
  this.timeout(60_000);
  let place: PythonHome;
  let folders: string;
  let expected: Detection;

  before(async () => {
    installShells();
    place = new PythonHome();
    place.makeVenvs("venvs/train", "projects/vision/.venv");
    place.link("venvs/train", path.resolve("sdk/python"));
    place.makeConda("miniconda3", ["torch"]);
    folders = `${place.at("projects/vision/.venv/bin")}:/usr/bin:/bin`;
    writeStartupFiles(place.home, "/bin/sh", { kind: "plain", folders });
    expected = await detect(new LoginShell({ shell: "/bin/sh", home: place.home }));
    assert.equal(expected.environments[0]?.name, "vision");
  });
  after(() => place.dispose());

  for (const [i, shell] of loginShells.entries()) {
    for (const kind of isFull ? startupKinds : startupKinds.slice(i % 5, (i % 5) + 1)) {
      it(`by ${shell} with ${kind} startup files`, async () => {
        writeStartupFiles(place.home, shell, { kind, folders });
        const link = new LoginShell({ shell, home: place.home });
        const found = await detect(link);
        if (kind === "garbage") assert.deepEqual(names(found), names(expected));
        else assert.deepEqual(facts(found), facts(expected));
        note({
          fault: ` startup files`,
          sdk: path.basename(shell),
          tried: 1,
          found: "the same environments",
        });
      });
    }
  }

  // What /bin/sh is differs between systems; here it is dash.
  for (const [program, ...args] of isFull ? systemShells : systemShells.slice(1, 3)) {
    it(`where /bin/sh is ${path.basename(program)}`, async () => {
      writeStartupFiles(place.home, "/bin/sh", { kind: "plain", folders });
      const env = { HOME: place.home, SHELL: "/bin/sh", PATH: "/usr/local/bin:/usr/bin:/bin" };
      const link = {
        ping: () => Promise.resolve(0),
        run: (_: string, { input = "" }: RunOptions = {}) => {
          const { stdout, stderr } = spawnSync(program, [...args, "-s"], {
            input: input as string,
            env,
            cwd: place.home,
          });
          return Promise.resolve({ code: 0, stdout, stderr });
        },
      };
      assert.deepEqual(facts(await detect(link)), facts(expected));
      note({
        fault: "a search where /bin/sh is another",
        sdk: path.basename(program),
        tried: 1,
        found: "the same environments",
      });
    });
  }
});

/** All that must not depend on the shell. */
function facts({ machine, environments, nodes, storageRoots }: Detection): object {
  const { freeBytes, shell, ...same } = machine;
  assert.ok(shell.startsWith("/") && (freeBytes ?? 0) > 0);
  return { same, environments, nodes, storageRoots };
}

const names = ({ environments }: Detection) => environments.map(({ name }) => name).sort();
