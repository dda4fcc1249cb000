import assert from "node:assert/strict";
import { chmodSync, chownSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import * as fc from "fast-check";

import { type Detection, detect } from "#core/remote/environments/detect.ts";
import { listFolder } from "#core/remote/environments/look.ts";
import { runScript } from "#core/remote/script/runScript.ts";
import { startScript } from "#core/remote/script/startScript.ts";
import type { SshLink } from "#core/remote/ssh/sshLink.ts";
import { isFull } from "#test/faults/scale.ts";
import { anyString, hostileStrings } from "#test/support/remote/hostileStrings.ts";
import { PythonHome } from "#test/support/remote/pythonHome.ts";
import { installShells, loginShells } from "#test/support/remote/shells.ts";
import { writeStartupFiles } from "#test/support/remote/startupFiles.ts";
import { SshClient } from "#test/support/sshd/sshClient.ts";
import { type Sshd, startSshd } from "#test/support/sshd/startSshd.ts";

const echo = path.resolve("test/support/remote/echo.sh");

describe("a machine reached by SSH, whatever the login shell", function () {
  this.timeout(isFull ? 1_200_000 : 120_000);
  let sshd: Sshd;
  let client: SshClient;
  let expected: object | undefined;

  before(async () => {
    installShells();
    const users = loginShells.map((shell, i) => ({ name: `user${i}`, uid: 4720 + i, shell }));
    sshd = await startSshd({ users });
    client = new SshClient();
    client.trust(sshd);
    for (const user of sshd.users.slice(1)) {
      const place = new PythonHome(user.home);
      place.makeVenvs("venvs/train", "projects/vision/.venv");
      place.installOld("venvs/train", "0.5.3");
      place.write(".config/runicorn/config.json", '{"user_root_dir": "~/runs"}');
      const folders = `${place.at("projects/vision/.venv/bin")}:/usr/bin:/bin`;
      writeStartupFiles(user.home, user.shell, { kind: "noisy", folders });
      sshd.give(user.home, user);
      // As with umask 002, where everybody has a group of their own.
      chmodSync(place.at("venvs"), 0o775);
    }
  });
  after(async () => {
    await client.dispose();
    await sshd.dispose();
  });

  async function log(name: string): Promise<{ link: SshLink; home: string }> {
    const user = sshd.users.find((one) => one.name === name);
    assert.ok(user);
    const credentials = {
      keys: [{ path: sshd.makeClientKey("ed25519", "", user).path }],
      interactive: false,
    };
    const link = await client.open(client.targetOf(sshd, { username: name, credentials }));
    return { link, home: user.home };
  }

  for (const [i, shell] of loginShells.entries()) {
    it(`${shell} passes values on and shows the same machine`, async () => {
      const { link, home } = await log(`user${i}`);
      const send = async (values: readonly string[]) =>
        (await runScript(link, echo, values)).map(([, value]) => value);
      assert.deepEqual(await send(hostileStrings), hostileStrings);
      await fc.assert(
        fc.asyncProperty(fc.array(anyString, { minLength: 100, maxLength: 100 }), async (values) =>
          assert.deepEqual(await send(values), values),
        ),
        { numRuns: isFull ? 200 : 3, endOnFailure: true },
      );

      const before = Date.now();
      const found = await detect(link);
      assert.equal(found.machine.uid, 4720 + i);
      assert.equal(found.machine.home, home);
      assert.ok(found.clock && found.clock.theirs > before - 100);
      const [first, second] = found.environments;
      assert.deepEqual([first?.name, second?.name], ["vision", "train"]);
      assert.equal(second?.runicornVersion, "0.5.3");
      assert.equal(second.storageRoot, `${home}/runs`);
      expected ??= facts(found, home);
      assert.deepEqual(facts(found, home), expected);

      const { items } = await listFolder(link, "~");
      assert.deepEqual(
        items.filter(({ name }) => !name.startsWith(".")).map(({ name }) => name),
        ["projects", "venvs"],
      );
      await link.dispose();
    });
  }

  it("is told of where its startup files end the shell", async () => {
    const user = sshd.users.find(({ name }) => name === "user1")!;
    const { link } = await log("user1");
    const place = new PythonHome(user.home);
    const before = readFileSync(place.at(".bashrc"));
    place.write(".bashrc", "echo 'quota exceeded' >&2; exit 3\n");
    for (const start of [runScript, startScript]) {
      await assert.rejects(
        async () => void (await start(link, echo, [])),
        /It said: quota exceeded$/,
      );
    }
    writeFileSync(place.at(".bashrc"), before);
    await link.dispose();
  });

  it("runs nothing of another person, though it may be read", async () => {
    const { link, home } = await log("user1");
    const other = sshd.users.find(({ name }) => name === "user2")!;
    const place = new PythonHome(home);
    place.write(".conda/environments.txt", `${other.home}/shared\n`);
    chmodSync(other.home, 0o755);
    const theirs = new PythonHome(other.home);
    theirs.writeProgram("shared/bin/python", "exit 1");
    theirs.write("shared/conda-meta/history", "");
    sshd.give(path.join(other.home, "shared"), other);
    place.makeVenvs("venvs/team");
    chownSync(place.at("venvs/team"), 4721, 100);
    chmodSync(place.at("venvs/team"), 0o775);
    const { environments } = await detect(link);
    const team = environments.find(({ name }) => name === "team");
    assert.match(
      team?.refused ?? "",
      /^Not run: others of your group there may change \S+\/team\.$/,
    );
    const refused = environments.find(({ name }) => name === "shared");
    assert.match(
      refused?.refused ?? "",
      /^Not run: .* belongs to somebody else than you or root\.$/,
    );
    await link.dispose();
  });
});

/** All that must not depend on the shell, with `~` for the home. */
function facts({ machine, environments, nodes, storageRoots }: Detection, home: string): object {
  const { freeBytes, shell, uid, user, ...same } = machine;
  assert.ok(shell.startsWith("/") && user !== "" && uid > 0 && (freeBytes ?? 0) > 0);
  const text = JSON.stringify({ same, environments, nodes, storageRoots });
  return JSON.parse(text.replaceAll(home, "~")) as object;
}
