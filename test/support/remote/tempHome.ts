import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** A home of its own for a test, so that nothing of the machine's is read. */
export class TempHome {
  readonly folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-test-"));
  readonly env: NodeJS.ProcessEnv = { PATH: process.env["PATH"], HOME: this.folder };
  /** Without any program in it: no `ssh`. */
  readonly bareEnv: NodeJS.ProcessEnv = { PATH: this.folder, HOME: this.folder };

  /** Writes a file that only its owner can read, and returns its path. */
  write(name: string, content: string | Uint8Array, mode = 0o600): string {
    const file = path.join(this.folder, name);
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, content);
    chmodSync(file, mode);
    return file;
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
