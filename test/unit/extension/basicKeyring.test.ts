import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import { isKeyringBasic } from "#extension/hosts/basicKeyring.ts";

describe("whether the editor keeps secrets without a keyring", () => {
  let home: string;
  const write = (file: string, text: string) => writeFileSync(path.join(home, file), text);
  const isBasic = (env: NodeJS.ProcessEnv = {}, platform: NodeJS.Platform = "linux") =>
    isKeyringBasic({ appRoot: home, platform, env: { HOME: home, ...env } });

  beforeEach(() => {
    home = mkdtempSync(path.join(os.tmpdir(), "runicorn-keyring-"));
    mkdirSync(path.join(home, ".editor"));
    write("product.json", JSON.stringify({ dataFolderName: ".editor" }));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  it("is what its argv.json says, on Linux", async () => {
    const file = path.join(".editor", "argv.json");
    write(
      file,
      '// Changes need a restart.\n{\n  // "password-store": "basic",\n  "locale": "en"\n}',
    );
    assert.equal(await isBasic(), false);
    write(file, '{\n  // As chosen.\n  "password-store": "gnome-libsecret"\n}');
    assert.equal(await isBasic(), false);
    write(file, '{\n  // As chosen.\n  "password-store": "basic"\n}');
    assert.equal(await isBasic(), true);
    assert.equal(await isBasic({}, "darwin"), false);
    mkdirSync(path.join(home, "portable"));
    const portable = { VSCODE_PORTABLE: path.join(home, "portable") };
    assert.equal(await isBasic(portable), false);
    write(path.join("portable", "argv.json"), '{\n"password-store":"basic"\n}');
    assert.equal(await isBasic(portable), true);
  });

  it("is not claimed where it is not known", async () => {
    assert.equal(await isBasic(), false);
    write("product.json", "{");
    assert.equal(await isBasic(), false);
  });
});
