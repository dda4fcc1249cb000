import path from "node:path";

import { RunicornError } from "#core/protocol/errors.ts";

import { runicornCommand, type ViewerCommand } from "./viewerCommand.ts";

export interface ProgramOptions {
  /** `dist/runicorn.cjs` of this extension. */
  readonly bundle: string;
  /** Of this extension, and so of the bundle. */
  readonly version: string;
  nodePath(): string;
  /** Where the demo writes. */
  demoRoot(): string;
  /** The browser of the machine we run on is not the one the person sits at. */
  readonly remote: boolean;
  runInTerminal(name: string, command: ViewerCommand, cwd: string | undefined): void;
}

/** Starts the `runicorn` command that ships with the extension. */
export class RunicornPrograms {
  readonly #options: ProgramOptions;

  constructor(options: ProgramOptions) {
    this.#options = options;
  }

  get version(): string {
    return this.#options.version;
  }

  /** What serves a store to this window. Throws a `RunicornError` where there is no Node that can. */
  viewer(root: string): ViewerCommand {
    return this.#command(["viewer", "--stdio", "--storage", root]);
  }

  /** What holds the connections to other machines, for all windows of a person. Throws as `viewer` does. */
  shared(): ViewerCommand {
    return this.#command(["viewer", "--shared"]);
  }

  /** Serves a store to browsers; the terminal shows the address. */
  viewerInTerminal(root: string): void {
    const args = ["viewer", "--storage", root, "--port", "0"];
    if (this.#options.remote) args.push("--no-open-browser");
    this.#options.runInTerminal("Runicorn viewer", this.#command(args), undefined);
  }

  /** A real training that writes live. */
  demoInTerminal(): void {
    const root = this.#options.demoRoot();
    const command = this.#command(["demo", "--no-viewer", "--storage", root]);
    this.#options.runInTerminal("Runicorn demo", command, undefined);
  }

  #command(args: readonly string[]): ViewerCommand {
    const { bundle } = this.#options;
    const command = runicornCommand(
      {
        nodePath: this.#options.nodePath(),
        execPath: process.execPath,
        nodeApi: process.versions.napi ?? "0",
      },
      path.normalize(bundle),
      args,
    );
    if (command !== undefined) return command;
    throw new RunicornError(
      "service_unavailable",
      `This editor's Node ${process.versions.node} is too old for Runicorn: set runicorn.node.path to a Node 22.14 or newer.`,
    );
  }
}
