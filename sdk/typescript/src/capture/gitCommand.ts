import { findProgram } from "../system/runProgram.ts";
import { type Answer, type Question, runCommand } from "./runCommand.ts";

// What a repository's settings could make git execute, ask or write is switched off.
const options = [
  "--no-pager",
  "-c",
  "core.fsmonitor=false",
  "-c",
  "core.hooksPath=/dev/null",
  "-c",
  "core.pager=cat",
  "-c",
  "color.ui=false",
];
const env = {
  GIT_OPTIONAL_LOCKS: "0",
  GIT_TERMINAL_PROMPT: "0",
  GIT_NO_LAZY_FETCH: "1",
  GCM_INTERACTIVE: "never",
};

/** The answer of `git <args>`, asked so that it does nothing else. Rejects with an error that says why there is none. */
export function git(args: readonly string[], question: Question): Promise<Answer> {
  const program = findProgram("git");
  if (program === undefined) throw new Error("git is not installed");
  return runCommand(program, [...options, ...args], { ...question, env });
}
