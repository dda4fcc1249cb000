import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const identity = {
  GIT_AUTHOR_NAME: "Somebody",
  GIT_AUTHOR_EMAIL: "somebody@example.com",
  GIT_COMMITTER_NAME: "Somebody",
  GIT_COMMITTER_EMAIL: "somebody@example.com",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
};

/** A folder of its own, in which git can be used. */
export class GitFolder {
  readonly path: string;

  constructor(folder = realpathSync(mkdtempSync(path.join(tmpdir(), "runicorn-git-")))) {
    this.path = folder;
  }

  /** A folder with one commit of `files`. */
  static committed(files: Readonly<Record<string, string | Buffer>>): GitFolder {
    const folder = new GitFolder();
    folder.git("init", "-q", "-b", "main");
    for (const [name, content] of Object.entries(files)) folder.write(name, content);
    folder.git("add", "-A");
    folder.git("commit", "-q", "-m", "first");
    return folder;
  }

  git(...args: string[]): string {
    const env = { ...process.env, ...identity };
    return execFileSync("git", args, { cwd: this.path, env, stdio: ["ignore", "pipe", "ignore"] })
      .toString()
      .trim();
  }

  /** Writes a file below the folder; gives its absolute path. */
  write(name: string | Buffer, content: string | Buffer): string {
    const file = path.join(this.path, name.toString());
    if (typeof name !== "string") {
      writeFileSync(Buffer.concat([Buffer.from(`${this.path}/`), name]), content);
      return file;
    }
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  }

  dispose(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
