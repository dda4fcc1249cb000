import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import ssh2, {
  type AuthContext,
  type Connection,
  type Server,
  type ServerChannel,
  type ServerConfig,
  type Session,
} from "ssh2";

import { type TestKey, makeKey } from "./sshKeys.ts";

/** What somebody sent to log in. */
export interface LoginAttempt {
  readonly method: string;
  readonly username: string;
  /** A password, or the answers to questions. */
  readonly secret: string;
  /** A signature proves a key; without one it was only asked whether the key would do. */
  readonly isSigned: boolean;
}

export interface FakeSshdOptions {
  /** Instead of refusing everything. */
  readonly authenticate?: (context: AuthContext) => void;
  readonly onConnection?: (connection: Connection) => void;
  readonly onExec?: (channel: ServerChannel, command: string) => void;
  /** Of the library's server. */
  readonly config?: Partial<ServerConfig>;
  readonly port?: number;
}

/** A server in this process that does what no real one would, and keeps what it is told. */
export class FakeSshd {
  readonly address = "127.0.0.1";
  readonly hostKey: TestKey;
  readonly attempts: LoginAttempt[] = [];
  port = 0;
  /** How many have connected. */
  connections = 0;
  readonly #folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-fake-sshd-"));
  readonly #server: Server;
  readonly #open = new Set<Connection>();

  private constructor({ authenticate, onConnection, onExec, config }: FakeSshdOptions) {
    this.hostKey = makeKey(path.join(this.#folder, "host"));
    this.#server = new ssh2.Server({ hostKeys: [readFileSync(this.hostKey.path)], ...config });
    this.#server.on("connection", (connection) => {
      this.connections += 1;
      this.#open.add(connection);
      connection.on("error", () => undefined);
      connection.on("close", () => this.#open.delete(connection));
      connection.on("authentication", (context) => {
        this.#record(context);
        if (authenticate) authenticate(context);
        else context.reject(["password", "publickey", "keyboard-interactive"]);
      });
      connection.on("session", (accept: () => Session) => {
        accept().on("exec", (acceptExec, _reject, { command }) => onExec?.(acceptExec(), command));
      });
      onConnection?.(connection);
    });
  }

  static async start(options: FakeSshdOptions = {}): Promise<FakeSshd> {
    const fake = new FakeSshd(options);
    await new Promise<void>((resolve) => {
      fake.#server.listen(options.port ?? 0, fake.address, () => resolve());
    });
    const address: unknown = fake.#server.address();
    fake.port = (address as { port: number }).port;
    return fake;
  }

  get knownHosts(): string {
    return `[${this.address}]:${this.port} ${this.hostKey.line}\n`;
  }

  /** Everything secret that reached it: passwords, answers, signatures. */
  get secrets(): string[] {
    return this.attempts
      .filter(({ secret, isSigned }) => secret !== "" || isSigned)
      .map(({ method, secret }) => `${method} ${secret}`);
  }

  async dispose(): Promise<void> {
    for (const connection of this.#open) connection.end();
    await new Promise((resolve) => this.#server.close(resolve));
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #record(context: AuthContext): void {
    const secret = context.method === "password" ? context.password : "";
    const isSigned = context.method === "publickey" && context.signature !== undefined;
    const { method, username } = context;
    this.attempts.push({ method, username, secret, isSigned });
  }
}
