import path from "node:path";

import { readJson, replaceFile, replaceJson } from "../jsonFile.ts";
import type { Notices } from "../notices.ts";
import { type PlainObject, plainText } from "../plain.ts";
import { addCallSites } from "./callSites.ts";
import type { CallSite, CaptureTask } from "./captureTask.ts";
import { describeSite } from "./describeSite.ts";
import { environmentDocument } from "./environment.ts";
import { findGitRoot } from "./gitRoot.ts";
import { Missing } from "./missing.ts";
import { previousRun } from "./previousRun.ts";
import { programDocument } from "./program.ts";
import { type GitDocument, Repository } from "./repository.ts";
import { copySources } from "./untrackedSources.ts";

const wallMilliseconds = 10_000;

/**
 * Records environment and code of one run, in the background thread or beside the training where there is none. It waits
 * for programs without blocking: a thread that waits in a system call would keep the process from ending.
 */
export class Capture {
  readonly #task: CaptureTask;
  readonly #notices: Notices;
  readonly #codeFile: string;
  #newSites: Record<string, CallSite> = {};

  constructor(task: CaptureTask, notices: Notices) {
    this.#task = task;
    this.#notices = notices;
    this.#codeFile = path.join(task.directory, "code.json");
  }

  /** Writes environment.json, code.json and code.patch; gives up soon after `stopped` answers true. Never rejects. */
  async run(stopped: () => boolean): Promise<void> {
    await this.#guard(stopped, async () => {
      const { directory, env, code } = this.#task;
      const deadline = performance.now() + wallMilliseconds;
      const document = code === false ? {} : readJson(this.#codeFile);
      const folder = this.#folder(document);
      const git =
        code === false
          ? undefined
          : await this.#recordCode(document, folder, new Missing(stopped, deadline));
      if (!env) return;
      const environment = await environmentDocument(folder, git, new Missing(stopped, deadline));
      replaceJson(path.join(directory, "environment.json"), environment);
    });
  }

  /** Takes in where these keys were logged first. */
  noteKeys(sites: Readonly<Record<string, CallSite>>): void {
    for (const [key, site] of Object.entries(sites)) this.#newSites[key] ??= site;
  }

  /** Brings code.json's call sites up to date. Never throws. */
  writeCallSites(): void {
    if (this.#task.code === false) return;
    void this.#guard(undefined, () => {
      const sites = this.#newSites;
      this.#newSites = {};
      addCallSites(this.#task.directory, sites);
    });
  }

  async #recordCode(
    code: PlainObject,
    folder: string,
    missing: Missing,
  ): Promise<GitDocument | undefined> {
    const { directory, root } = this.#task;
    const repository = new Repository(folder, root, missing);
    await missing.attempt("git", () => repository.read(), undefined);
    if (repository.patch !== undefined) {
      replaceFile(path.join(directory, "code.patch"), repository.patch);
    }
    const { document: git } = repository;
    const entry = code["entry_file"];
    code["git"] = git === undefined ? null : { ...git };
    if (typeof entry === "string") {
      code["parent"] = await missing.attempt(
        "parent",
        () => previousRun(directory, root, entry),
        null,
      );
    }
    if (this.#task.code === "full") {
      code["files"] = await missing.attempt(
        "files",
        () => {
          if (git !== undefined) return copySources(repository.untracked, git.root, directory);
          // Without git the program itself is what nobody else keeps.
          return typeof entry === "string"
            ? copySources([path.basename(entry)], path.dirname(entry), directory)
            : {};
        },
        {},
      );
    }
    code["missing"] = missing.items.map((item) => ({ ...item }));
    // The main thread may have added to them when the run ended meanwhile.
    code["call_sites"] = readJson(this.#codeFile)["call_sites"] ?? null;
    replaceJson(this.#codeFile, code);
    return git;
  }

  /** Where the program lies. What is started may be an installed program, such as a test runner. */
  #folder(code: PlainObject): string {
    const init = this.#task.init?.file ?? "";
    const { entry_file: entry, cwd } = code;
    const folders = [
      ...(path.isAbsolute(init) ? [path.dirname(init)] : []),
      ...(typeof entry === "string" ? [path.dirname(entry)] : []),
      typeof cwd === "string" ? cwd : path.parse(this.#task.directory).root,
    ];
    return folders.find((folder) => findGitRoot(folder) !== undefined) ?? folders.at(-1) ?? "";
  }

  async #guard(
    stopped: (() => boolean) | undefined,
    action: () => void | Promise<void>,
  ): Promise<void> {
    try {
      await action();
    } catch (error) {
      // After its end a run's directory may well be gone.
      if (stopped?.() === true) return;
      this.#notices.tell(
        "capture",
        `code and environment could not be recorded: ${plainText(error)}`,
      );
    }
  }
}

/** The first content of files that are there from the beginning, such as code.json. Cheap; runs on the main thread. */
export function captureDocuments(task: CaptureTask): Record<string, PlainObject> {
  if (task.code === false) return {};
  try {
    const before = readJson(path.join(task.directory, "code.json"))["call_sites"];
    const known = (before as { metrics?: PlainObject } | undefined)?.metrics;
    const init = task.init === null ? null : describeSite(task.init);
    const code: PlainObject = {
      ...programDocument(),
      parent: null,
      git: null,
      call_sites: { init, metrics: known ?? {} },
      missing: [],
    };
    return { "code.json": code };
  } catch {
    return {};
  }
}
