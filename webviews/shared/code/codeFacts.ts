import type { FlatValue } from "#webviews/shared/flatten.ts";
import { t } from "#webviews/shared/texts.ts";

/** What an SDK captured of a run's code, as far as it is there. Written by a program: every part of it is checked. */
export interface CapturedCode {
  readonly argv: readonly string[];
  readonly entryFile: string | null;
  readonly cwd: string | null;
  readonly interpreter: string | null;
  readonly git: {
    readonly remote: string | null;
    readonly branch: string | null;
    readonly commit: string | null;
    readonly dirty: boolean | null;
    readonly untracked: number;
    /** Whether the number of untracked files is known. */
    readonly isUntrackedKnown: boolean;
  } | null;
  /** Untracked files by name, the first thousands of them. */
  readonly untracked: readonly string[];
  /** Paths of copies that are kept with the run. */
  readonly copies: readonly string[];
}

export function readCode(code: Readonly<Record<string, unknown>> | null): CapturedCode | null {
  if (code === null) return null;
  const git = isObject(code["git"]) ? code["git"] : null;
  const files = isObject(code["files"]) ? code["files"] : {};
  const untracked: unknown[] = Array.isArray(git?.["untracked"]) ? git["untracked"] : [];
  const argv: unknown[] = Array.isArray(code["argv"]) ? code["argv"] : [];
  return {
    argv: argv.filter((argument) => typeof argument === "string"),
    entryFile: text(code["entry_file"]),
    cwd: text(code["cwd"]),
    interpreter: text(code["interpreter"]),
    git: git && {
      remote: text(git["remote"]),
      branch: text(git["branch"]),
      commit: text(git["commit"]),
      dirty: typeof git["dirty"] === "boolean" ? git["dirty"] : null,
      untracked: Number(git["untracked_count"] ?? 0) || 0,
      isUntrackedKnown: git["untracked_count"] !== null,
    },
    untracked: untracked.filter((file) => typeof file === "string"),
    copies: Object.values(files).filter((file) => typeof file === "string"),
  };
}

/** As rows of a table. */
export function gitFacts({ git }: CapturedCode): FlatValue[] {
  const dirty = git?.dirty === null || !git ? null : git.dirty ? t("yes") : t("no");
  const untracked = git && git.untracked > 0 ? String(git.untracked) : null;
  return present([
    [t("branch"), git?.branch ?? null],
    [t("commit"), git?.commit ?? null],
    [t("remote"), git?.remote ?? null],
    [t("uncommitted changes"), dirty],
    [t("untracked files"), untracked],
  ]);
}

/** How the run was begun, as one would type it. */
export function commandOf({ interpreter, argv }: CapturedCode): string {
  const name = interpreter?.split(/[\\/]/u).at(-1);
  return [...(name === undefined ? [] : [name]), ...argv].map(quoted).join(" ");
}

function present(all: readonly (readonly [path: string, value: string | null])[]): FlatValue[] {
  return all.flatMap(([path, value]) => (value === null || value === "" ? [] : [{ path, value }]));
}

function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/u.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
