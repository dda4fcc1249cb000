import { realpathSync } from "node:fs";
import { devNull } from "node:os";
import path from "node:path";

import { plainText } from "../plain.ts";
import { git } from "./gitCommand.ts";
import { findGitRoot } from "./gitRoot.ts";
import type { Missing } from "./missing.ts";
import { maxPatchBytes, redactedPatch } from "./patch.ts";
import { redact, redactUrl } from "./redaction.ts";
import type { Answer } from "./runCommand.ts";

const maxUntracked = 1000;
const maxStatusBytes = 1024 * 1024;
const maxLineBytes = 65_536;
const gitMilliseconds = 3000;
const emptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

/** `git` in code.json. */
export interface GitDocument {
  root: string;
  remote: string | null;
  branch: string | null;
  commit: string | null;
  dirty: boolean | null;
  untracked: string[];
  untracked_count: number | null;
  patch: string | null;
  patch_bytes: number;
  patch_truncated: boolean;
}

/** What git knows of the repository around a folder, without the store. */
export class Repository {
  document: GitDocument | undefined;
  patch: Buffer | undefined;
  /** Names as git has them, relative to the root. */
  readonly untracked: string[] = [];
  readonly #missing: Missing;
  readonly #store: string;
  #folder: string;

  constructor(folder: string, store: string, missing: Missing) {
    this.#folder = folder;
    this.#store = store;
    this.#missing = missing;
  }

  /** Asks git. What it does not answer is missing. */
  async read(): Promise<void> {
    if (findGitRoot(this.#folder) === undefined) return;
    const root = await this.#try("git", () => this.#line(["rev-parse", "--show-toplevel"]));
    if (root === undefined || root === "") return;
    this.#folder = root;
    this.document = {
      root,
      remote: await this.#remote(),
      branch: null,
      commit: null,
      dirty: null,
      untracked: [],
      untracked_count: null,
      patch: null,
      patch_bytes: 0,
      patch_truncated: false,
    };
    await this.#readStatus(this.document);
    if (this.document.dirty === true) await this.#readPatch(this.document);
  }

  #ask(args: readonly string[], maxBytes: number): Promise<Answer> {
    const milliseconds = this.#missing.millisecondsLeft(gitMilliseconds);
    return git(args, { folder: this.#folder, milliseconds, maxBytes });
  }

  async #line(args: readonly string[]): Promise<string> {
    const { output } = await this.#ask(args, maxLineBytes);
    return output.toString("utf8").replace(/[\r\n]+$/, "");
  }

  async #try<T>(what: string, ask: () => Promise<T>): Promise<T | undefined> {
    try {
      return await ask();
    } catch (error) {
      this.#missing.add(what, error instanceof Error ? error.message : plainText(error));
      return undefined;
    }
  }

  async #remote(): Promise<string | null> {
    let lines: string[];
    try {
      const urls = await this.#line(["config", "--get-regexp", String.raw`^remote\..*\.url$`]);
      lines = urls.split("\n");
    } catch {
      // There is none.
      return null;
    }
    const line = lines.find((one) => one.startsWith("remote.origin.url ")) ?? lines[0] ?? "";
    const url = line.slice(line.indexOf(" ") + 1);
    return url === "" ? null : redactUrl(url).slice(0, 2000);
  }

  async #readStatus(document: GitDocument): Promise<void> {
    const status = await this.#status(document);
    if (status === undefined) return;
    document.dirty = false;
    for (const entry of status.split("\0")) {
      if (entry.startsWith("# branch.oid ")) {
        document.commit = entry.slice(13) === "(initial)" ? null : entry.slice(13);
      } else if (entry.startsWith("# branch.head ")) {
        document.branch = entry.slice(14) === "(detached)" ? null : entry.slice(14);
      } else if (entry.startsWith("? ")) {
        document.untracked_count = (document.untracked_count ?? 0) + 1;
        if (this.untracked.length === maxUntracked) continue;
        this.untracked.push(entry.slice(2));
        document.untracked.push(redact(entry.slice(2)));
      } else if (/^[12u] /.test(entry)) document.dirty = true;
    }
  }

  async #status(document: GitDocument): Promise<string | undefined> {
    const args = [
      "status",
      "--porcelain=v2",
      "--branch",
      "-z",
      "--ignore-submodules=dirty",
      "--no-renames",
    ];
    const paths = this.#paths();
    const all = await this.#try("untracked", () =>
      this.#ask([...args, "--untracked-files=all", ...paths], maxStatusBytes),
    );
    if (all !== undefined) document.untracked_count = 0;
    const answer =
      all ??
      (await this.#try("git status", () =>
        this.#ask([...args, "--untracked-files=no", ...paths], maxStatusBytes),
      ));
    return answer?.output.toString("utf8");
  }

  async #readPatch(document: GitDocument): Promise<void> {
    // `HEAD` does not exist before the first commit; the empty tree always does.
    const against = document.commit === null ? await this.#emptyTree() : "HEAD";
    const format = [
      "--no-ext-diff",
      "--no-textconv",
      "--no-color",
      "--no-renames",
      "--no-relative",
    ];
    const prefixes = ["--src-prefix=a/", "--dst-prefix=b/", "--ignore-submodules=dirty"];
    const answer = await this.#try("code.patch", () =>
      this.#ask(["diff", ...format, ...prefixes, against, ...this.#paths()], maxPatchBytes),
    );
    if (answer === undefined) return;
    this.patch = redactedPatch(answer.output, answer.truncated);
    document.patch = "code.patch";
    document.patch_bytes = this.patch.length;
    document.patch_truncated = answer.truncated;
  }

  /** All but the store: its runs are what is recorded, not what they were recorded with. */
  #paths(): string[] {
    const inside = path.relative(realPath(this.#folder), realPath(this.#store));
    const [first = ""] = inside.split(path.sep);
    if (first === "" || first === ".." || path.isAbsolute(inside)) return ["--"];
    return ["--", ":(top)", `:(top,exclude,literal)${inside.replaceAll(path.sep, "/")}`];
  }

  async #emptyTree(): Promise<string> {
    try {
      return await this.#line(["hash-object", "-t", "tree", devNull]);
    } catch {
      return emptyTree;
    }
  }
}

function realPath(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return path.resolve(folder);
  }
}
