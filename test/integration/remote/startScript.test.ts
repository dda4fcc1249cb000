import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { buffer } from "node:stream/consumers";

import { RunicornError } from "#core/protocol/errors.ts";
import { runScript } from "#core/remote/script/runScript.ts";
import { startScript } from "#core/remote/script/startScript.ts";
import { LoginShell } from "#test/support/remote/loginShell.ts";

describe("scripts on another machine", function () {
  this.timeout(60_000);
  let home: string;
  let link: LoginShell;
  beforeEach(() => {
    home = mkdtempSync(path.join(os.tmpdir(), "runicorn-start-"));
    link = new LoginShell({ shell: "/bin/bash", home });
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  const script = (text: string): string => {
    const file = path.join(home, "script.sh");
    writeFileSync(file, `main() {\n${text}\n}\n`);
    return file;
  };
  const startup = (text: string) => writeFileSync(path.join(home, ".bashrc"), `${text}\n`);

  it("that go on have the channel to themselves, every byte of it", async () => {
    startup("echo hello; printf 'no end of line'");
    const file = script('reply before "$1"; ready; exec cat');
    const { process, records } = await startScript(link, file, ["a\nb"]);
    assert.deepEqual(records, [["before", "a\nb"]]);
    const sent = randomBytes(300_000);
    process.stdin.end(sent);
    assert.ok(sent.equals(await buffer(process.stdout)));
    assert.deepEqual(await process.ended, { code: 0, signal: null });
  });

  it("that go on may talk at once", async () => {
    const { process } = await startScript(link, script("ready; printf 'one\\ntwo'"));
    assert.equal((await buffer(process.stdout)).toString().split("\n")[0], "one");
  });

  for (const start of [runScript, startScript] as const) {
    it(`are told of where a startup file ends the shell (${start.name})`, async () => {
      startup("echo 'quota exceeded' >&2; exit 3");
      await assert.rejects(
        async () => void (await start(link, script("ready"), [])),
        (error) => {
          assert.ok(RunicornError.is(error, "service_unavailable"));
          assert.match(error.message, /startup files .* It said: quota exceeded$/);
          return true;
        },
      );
    });
  }

  it("that do not begin are given up after their time", async () => {
    startup("sleep 30");
    await assert.rejects(startScript(link, script("ready"), [], { limitMs: 500 }), (error) =>
      RunicornError.is(error, "connection_timeout"),
    );
  });

  it("work where a startup file goes on with another shell", async () => {
    startup("exec /bin/dash");
    assert.deepEqual(await runScript(link, script("reply here"), []), [["here"]]);
  });

  it("work where a startup file asks something and takes a line for the answer", async () => {
    startup('read -r answer; echo "you said $answer"');
    assert.deepEqual(await runScript(link, script("reply here"), []), [["here"]]);
  });

  it("are not run by halves", async () => {
    const file = script("touch ran; reply done");
    const cut = (bytes: number) => ({
      run: (command: string, { input }: { input?: unknown } = {}) =>
        link.run(command, { input: String(input).slice(0, -bytes) }),
    });
    for (const bytes of [2, 4, 20, 40, 60, 80, 200])
      await assert.rejects(runScript(cut(bytes), file, ["x"]));
    assert.equal(existsSync(path.join(home, "ran")), false);
  });
});
