import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

interface Words {
  /** Files of the home folder a shell reads before a command, or at a login. */
  readonly files: readonly string[];
  readonly setPath: (folders: string) => string;
  /** What is no sentence of its language. */
  readonly garbage: string;
}

const posix = (files: readonly string[]): Words => ({
  files,
  setPath: (folders) => `export PATH="${folders}"`,
  garbage: "if then fi ((",
});

const words: Readonly<Record<string, Words>> = {
  sh: posix([".profile"]),
  bash: posix([".bashrc", ".bash_profile"]),
  zsh: posix([".zshenv"]),
  ksh: posix([".profile"]),
  fish: {
    files: [".config/fish/config.fish"],
    setPath: (folders) => `set -gx PATH ${folders.replaceAll(":", " ")}`,
    garbage: "if (((",
  },
  tcsh: {
    files: [".tcshrc"],
    setPath: (folders) => `setenv PATH "${folders}"`,
    garbage: 'if ( "',
  },
};

export const startupKinds = ["plain", "noisy", "slow", "failing", "garbage"] as const;
export type StartupKind = (typeof startupKinds)[number];

/** Writes the files a login shell begins with: they set the path and do what such files do. */
export function writeStartupFiles(
  home: string,
  shell: string,
  { kind, folders }: { kind: StartupKind; folders: string },
): void {
  const { files, setPath, garbage } = words[path.basename(shell)]!;
  const lines = {
    plain: [setPath(folders)],
    // With a greeting that has no end of line, and one on the other stream.
    noisy: [
      "echo 'PATH=/nowhere'",
      "echo 'You have 3 new mails %d $x'",
      "/bin/sh -c 'echo warning >&2'",
      setPath(folders),
      "printf 'no end of line'",
    ],
    slow: [setPath(folders), "/bin/sleep 1"],
    failing: [setPath(folders), "no_such_command_here --now", "cd /nowhere", "false"],
    // Some shells then do nothing of what the file says, or end.
    garbage: [garbage],
  }[kind];
  for (const file of files) {
    mkdirSync(path.dirname(path.join(home, file)), { recursive: true });
    writeFileSync(path.join(home, file), `${lines.join("\n")}\n`);
  }
}
