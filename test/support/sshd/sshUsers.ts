import { execFileSync } from "node:child_process";
import { appendFileSync, chownSync, copyFileSync, mkdirSync } from "node:fs";
import path from "node:path";

/** Somebody who can log in to a test's sshd and nowhere else. */
export interface SshUser {
  readonly name: string;
  readonly uid: number;
  readonly home: string;
  readonly shell: string;
  readonly password?: string;
}

/** Files of accounts for a mount namespace: those of this machine and the test's users. */
export function writeAccounts(folder: string, users: readonly SshUser[]): void {
  for (const file of ["passwd", "group", "shadow"]) {
    copyFileSync(`/etc/${file}`, path.join(folder, file));
  }
  for (const { name, uid, home, shell, password } of users) {
    const owned = [home, path.join(home, ".ssh")];
    mkdirSync(path.dirname(home), { recursive: true, mode: 0o711 });
    for (const folder of owned) {
      mkdirSync(folder, { mode: 0o700 });
      chownSync(folder, uid, uid);
    }
    const hash = password === undefined ? "*" : hashed(password);
    append("passwd", `${name}:x:${uid}:${uid}::${home}:${shell}`);
    if (uid !== 0) append("group", `${name}:x:${uid}:`);
    append("shadow", `${name}:${hash}:20000:0:99999:7:::`);
  }

  function append(file: string, line: string): void {
    appendFileSync(path.join(folder, file), `${line}\n`);
  }
}

function hashed(password: string): string {
  return execFileSync("openssl", ["passwd", "-6", "-stdin"], {
    input: password,
    encoding: "utf8",
  }).trim();
}
