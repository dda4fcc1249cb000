import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";

import { until } from "#test/support/until.ts";

import { codeServerFolder } from "./paths.ts";

const entry = path.join(codeServerFolder, "out/node/entry.js");

/** Nothing that moves, asks or looks something up by itself. */
const quietSettings = {
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.enableExperiments": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "chat.disableAIFeatures": true,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "git.enabled": false,
  "security.workspace.trust.enabled": false,
  "window.restoreWindows": "none",
  "terminal.integrated.tabs.enabled": false,
  // code-server does not ship this built-in's browser half; its failure would show as a notification.
  "remote.extensionKind": { "vscode.typescript-language-features": ["workspace"] },
};

export interface CodeServerOptions {
  readonly settings?: Record<string, unknown>;
  /** The folder of the extensions that are installed; an empty one of its own where absent. */
  readonly extensions?: string;
  readonly env?: Record<string, string>;
}

/** VS Code's server on a free loopback port. All it writes goes below a folder that `stop` removes. */
export class CodeServer {
  readonly port: number;
  /** HOME of the server, the extension host and every terminal. */
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly #child: ChildProcess;
  #log = "";

  static async start(options: CodeServerOptions = {}): Promise<CodeServer> {
    const server = new CodeServer(options, await freePort());
    try {
      await until(async () => (await fetch(`${server.url}healthz`)).ok, {
        timeout: 60_000,
        every: 50,
      });
    } catch (error) {
      await server.stop();
      throw new Error(`code-server did not start:\n${server.#log}`, { cause: error });
    }
    return server;
  }

  private constructor(options: CodeServerOptions, port: number) {
    this.port = port;
    this.home = mkdtempSync(path.join(os.tmpdir(), "rc-"));
    const data = path.join(this.home, "data");
    // A window on a server takes those of machine scope from the second place.
    for (const folder of ["User", "Machine"]) {
      mkdirSync(path.join(data, folder), { recursive: true });
      writeFileSync(
        path.join(data, folder, "settings.json"),
        JSON.stringify({ ...quietSettings, ...options.settings }),
      );
    }
    writeFileSync(path.join(this.home, "config.yaml"), "auth: none\n");
    this.env = privateEnvironment(this.home, options.env);
    // The server leads a process group, so that it ends together with its extension hosts. Should we be killed, the
    // short grace time ends them: they would wait three hours for a window to come back.
    this.#child = spawn(
      process.execPath,
      [
        entry,
        "--config",
        path.join(this.home, "config.yaml"),
        "--user-data-dir",
        data,
        "--extensions-dir",
        options.extensions ?? path.join(this.home, "extensions"),
        "--auth=none",
        `--bind-addr=127.0.0.1:${port}`,
        "--disable-telemetry",
        "--disable-update-check",
        "--disable-getting-started-override",
        "--reconnection-grace-time=10",
      ],
      { env: this.env, stdio: ["ignore", "pipe", "pipe"], detached: true },
    );
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on("data", (text: Buffer) => (this.#log += text.toString()));
    }
    process.once("exit", this.#lastResort);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/`;
  }

  /** Process id of the group's leader. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get log(): string {
    return this.#log;
  }

  /** Process id of the viewer that our windows share; undefined where none was started, or it has ended. */
  get sharedViewer(): number | undefined {
    try {
      const file = path.join(this.home, ".config/runicorn/shared.json");
      const { pid } = JSON.parse(readFileSync(file, "utf8")) as { pid: number };
      process.kill(pid, 0);
      return pid;
    } catch {
      return undefined;
    }
  }

  async stop(): Promise<void> {
    this.#signal("SIGTERM");
    await until(() => this.#child.exitCode !== null || this.#child.signalCode !== null, {
      timeout: 5000,
    }).catch(() => undefined);
    process.off("exit", this.#lastResort);
    this.#lastResort();
  }

  readonly #lastResort = (): void => {
    // It leads a group of its own, and would wait a minute for another window.
    const shared = this.sharedViewer;
    this.#signal("SIGKILL");
    if (shared !== undefined) process.kill(shared, "SIGKILL");
    rmSync(this.home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };

  #signal(signal: NodeJS.Signals): void {
    try {
      process.kill(-this.pid, signal);
    } catch {
      // It has ended already.
    }
  }
}

/** Installs a packaged extension into a folder, in place of what is there. */
export function installExtension(vsix: string, folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  const home = mkdtempSync(path.join(os.tmpdir(), "rc-"));
  const data = path.join(home, "data");
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [entry, "--user-data-dir", data, "--extensions-dir", folder, "--install-extension", vsix],
    { env: privateEnvironment(home), encoding: "utf8" },
  );
  rmSync(home, { recursive: true, force: true });
  if (status !== 0) throw new Error(`${stdout}${stderr}`);
}

/** HOME and everything below it are the test's own, and nothing of an outer VS Code or of our developer shines through. */
function privateEnvironment(home: string, more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    HOME: home,
    XDG_CONFIG_HOME: path.join(home, ".config"),
    XDG_DATA_HOME: path.join(home, ".local"),
    XDG_CACHE_HOME: path.join(home, ".cache"),
    XDG_RUNTIME_DIR: home,
    TMPDIR: home,
    // No gallery, so nothing is looked up.
    EXTENSIONS_GALLERY: "{}",
    ...more,
  };
  for (const name of Object.keys(env)) {
    if (/^(VSCODE_|RUNICORN_(?!TEST_)|PORT$|PASSWORD$|NODE_OPTIONS$)/.test(name)) delete env[name];
  }
  return env;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer().on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        resolve(typeof address === "object" && address !== null ? address.port : 0),
      );
    });
  });
}
