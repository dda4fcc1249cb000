import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";

import { until } from "#test/support/until.ts";

import { installPackages } from "./installPackages.ts";
import { type Descendant, processTree } from "./processTree.ts";
import { type KeyType, type TestKey, makeKey } from "./sshKeys.ts";
import { type SshUser, writeAccounts } from "./sshUsers.ts";

export interface SshdOptions {
  /** Lines of sshd_config by their first word; they come before the usual ones. An array repeats the word. */
  readonly config?: Readonly<Record<string, string | readonly string[]>>;
  /** `Match` blocks, at the end of sshd_config. */
  readonly match?: string;
  readonly hostKeys?: readonly KeyType[];
  readonly address?: "127.0.0.1" | "::1";
  /** Login shell of the user. */
  readonly shell?: string;
  /** The user's password. None: they cannot log in by one. */
  readonly password?: string;
  /** Their number; 0 is another name of root. Files of a test belong to root: `give` them. */
  readonly uid?: number;
  /** With `UsePAM yes`: what /etc/pam.d/sshd says to it. */
  readonly pam?: string;
  /** Others who can log in. */
  readonly users?: readonly { name: string; uid: number; shell?: string; password?: string }[];
}

/**
 * Debian's own sshd on a loopback port, with accounts, host keys and home folders that exist for it alone: the files of
 * accounts are bound over those of the machine in a mount namespace, so nothing outside of the temp folder changes.
 */
export async function startSshd(options: SshdOptions = {}): Promise<Sshd> {
  installPackages({ "/usr/sbin/sshd": "openssh-server", "/usr/bin/ssh-keygen": "openssh-client" });
  if (process.getuid?.() !== 0) throw new Error("tests with a real sshd need root");
  const sshd = new Sshd(options);
  try {
    await sshd.start();
  } catch (error) {
    await sshd.dispose();
    throw error;
  }
  return sshd;
}

export class Sshd {
  readonly address: string;
  port = 0;
  /** Who logs in, with a home of their own. */
  readonly user: SshUser;
  readonly users: readonly SshUser[];
  readonly hostKeys: readonly TestKey[];
  /** Everything of it lies in here. Other users may pass through, not list. */
  readonly folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-sshd-"));
  readonly #options: SshdOptions;
  #process: ChildProcess | undefined;
  #log = "";

  constructor(options: SshdOptions) {
    this.#options = options;
    this.address = options.address ?? "127.0.0.1";
    chmodSync(this.folder, 0o711);
    const home = (name: string) => path.join(this.folder, "home", name);
    const { shell = "/bin/bash", password, uid = 4711 } = options;
    this.user = {
      name: "tester",
      uid,
      home: home("tester"),
      shell,
      ...(password === undefined ? {} : { password }),
    };
    const others = (options.users ?? []).map((user) => ({
      shell: "/bin/bash",
      ...user,
      home: home(user.name),
    }));
    this.users = [this.user, ...others];
    writeAccounts(this.folder, this.users);
    this.hostKeys = (options.hostKeys ?? ["ed25519"]).map((type) =>
      makeKey(path.join(this.folder, `host_${type}`), type),
    );
  }

  /** The home of the one who logs in. */
  get home(): string {
    return this.user.home;
  }

  /** What sshd has said, at LogLevel VERBOSE. */
  get log(): string {
    return this.#log;
  }

  /** The lines a known_hosts file would have of it. */
  get knownHosts(): string {
    const name = this.port === 22 ? this.address : `[${this.address}]:${this.port}`;
    return this.hostKeys.map(({ line }) => `${name} ${line}\n`).join("");
  }

  /** A new key that may log in. */
  makeClientKey(type: KeyType = "ed25519", passphrase = "", user: SshUser = this.user): TestKey {
    const folder = mkdtempSync(path.join(this.folder, "key-"));
    const key = makeKey(path.join(folder, `id_${type}`), type, passphrase);
    this.authorize(key, user);
    return key;
  }

  authorize(key: TestKey, user: SshUser = this.user): void {
    const file = path.join(user.home, ".ssh", "authorized_keys");
    appendFileSync(file, `${key.line}\n`, { mode: 0o600 });
    chownSync(file, user.uid, user.uid);
  }

  /** Nobody's key is taken any more. */
  forgetKeys(user: SshUser = this.user): void {
    rmSync(path.join(user.home, ".ssh", "authorized_keys"), { force: true });
  }

  /** Makes the user the owner of files a test has written. Folders above them must let them through. */
  give(file: string, user: SshUser = this.user): void {
    execFileSync("chown", ["-R", `${user.uid}:${user.uid}`, file]);
  }

  /** Starts it, or starts it again on the port it had. */
  async start(): Promise<void> {
    const isAgain = this.port !== 0;
    for (let tries = 0; ; tries += 1) {
      if (!isAgain) this.port = await freePort(this.address);
      this.#writeConfig();
      if (await this.#listen()) return;
      if (tries === 5) throw new Error(`sshd does not start: ${this.#log}`);
    }
  }

  /** The processes of its connections, without the programs that run in them. */
  get sessions(): number[] {
    return this.#descendants
      .filter(({ program }) => program.startsWith("sshd"))
      .map(({ pid }) => pid);
  }

  /** Programs that were started over its connections and have not left their tree. */
  get programs(): readonly Descendant[] {
    return this.#descendants.filter(({ program }) => !program.startsWith("sshd"));
  }

  /** Sends a signal to the processes of its connections: SIGKILL ends them without a word, SIGSTOP makes them silent. */
  signalSessions(signal: "SIGKILL" | "SIGSTOP" | "SIGCONT"): void {
    for (const pid of this.sessions) send(pid, signal);
  }

  /** Takes no further connection; those there are stay. */
  async stop(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await ended;
  }

  async dispose(): Promise<void> {
    const left = this.#descendants;
    for (const { pid } of left) send(pid, "SIGKILL");
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  get #descendants(): Descendant[] {
    return this.#process?.pid === undefined ? [] : processTree(this.#process.pid);
  }

  #writeConfig(): void {
    const usual = {
      Port: String(this.port),
      ListenAddress: this.address,
      HostKey: this.hostKeys.map((key) => key.path),
      PidFile: "none",
      UsePAM: "no",
      PermitRootLogin: "yes",
      PasswordAuthentication: "yes",
      KbdInteractiveAuthentication: "no",
      AuthorizedKeysFile: ".ssh/authorized_keys",
      LogLevel: "VERBOSE",
      PrintMotd: "no",
      UseDNS: "no",
      Subsystem: "sftp internal-sftp",
    };
    // Of two lines with the same first word sshd takes the first.
    const lines = [...Object.entries(this.#options.config ?? {}), ...Object.entries(usual)];
    const text = lines.flatMap(([word, values]) =>
      [values].flat().map((value) => `${word} ${value}`),
    );
    const whole = [...text, this.#options.match ?? ""].join("\n");
    writeFileSync(path.join(this.folder, "sshd_config"), `${whole}\n`);
  }

  async #listen(): Promise<boolean> {
    mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
    const { pam } = this.#options;
    if (pam !== undefined) writeFileSync(path.join(this.folder, "pam.d"), pam);
    const script = `for file in passwd group shadow; do mount --bind "$1/$file" "/etc/$file" || exit 1; done
if test -e "$1/pam.d"; then mount --bind "$1/pam.d" /etc/pam.d/sshd || exit 1; fi
exec /usr/sbin/sshd -D -e -f "$1/sshd_config"`;
    const isolate = ["--mount", "--propagation", "private", "/bin/sh", "-c", script, "sh"];
    const child = spawn("unshare", [...isolate, this.folder], {
      stdio: ["ignore", "ignore", "pipe"],
      env: { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" },
    });
    this.#process = child;
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      this.#log += text;
    });
    let hasEnded = false;
    child.once("close", () => (hasEnded = true));
    await until(() => hasEnded || said.includes("Server listening on"), { timeout: 20_000 });
    return !hasEnded;
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended meanwhile.
  }
}

async function freePort(host: string): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
