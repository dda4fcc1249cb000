import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { isBuiltin } from "node:module";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";

import { build } from "esbuild";

import { SshClient } from "#test/support/sshd/sshClient.ts";
import { startSshd } from "#test/support/sshd/startSshd.ts";

describe("The SSH library as it is shipped", function () {
  this.timeout(60_000);

  it("connects from a bundle, away from all modules and without native code", async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-bundle-"));
    const sshd = await startSshd();
    const client = new SshClient();
    try {
      client.trust(sshd);
      // As esbuild.mjs does.
      await build({
        bundle: true,
        minify: true,
        platform: "node",
        target: "node22",
        format: "cjs",
        define: { "import.meta.dirname": "__dirname" },
        entryPoints: {
          client: "test/support/sshd/bundledClient.ts",
          privateKeyWorker: "core/remote/keys/privateKeyWorker.ts",
        },
        external: ["cpu-features", "*.node"],
        outdir: folder,
        outExtension: { ".js": ".cjs" },
        logLevel: "error",
      });
      const target = JSON.stringify(client.targetOf(sshd));
      const run = promisify(execFile);
      const { stdout } = await run(
        process.execPath,
        [path.join(folder, "client.cjs"), target, client.home],
        { cwd: folder },
      );
      assert.equal(stdout, "from there\n");
    } finally {
      await client.dispose();
      await sshd.dispose();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("leaves nothing out of the shipped command but its native parts, which it does without", () => {
    const command = readFileSync("dist/runicorn.cjs", "utf8");
    const required = [...command.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name]) => name ?? "");
    const foreign = new Set(required.filter((name) => !isBuiltin(name)));
    assert.deepEqual(
      foreign,
      new Set([
        "bufferutil",
        "utf-8-validate",
        "cpu-features",
        "./crypto/build/Release/sshcrypto.node",
      ]),
    );
  });
});
