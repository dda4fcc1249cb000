import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import path from "node:path";

import { readText } from "./systemFile.ts";

const maxOutputCharacters = 1024 * 1024;
const ticksPerSecond = 100;

/** What a program said, and the seconds of CPU that it cost. */
export interface Outcome {
  readonly output: string;
  readonly cpuSeconds: number;
}

/** The absolute path of a program of the search path. */
export function findProgram(name: string): string | undefined {
  const file = process.platform === "win32" ? `${name}.exe` : name;
  return (process.env["PATH"] ?? "")
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder))
    .map((folder) => path.join(folder, file))
    .find((candidate) => {
      try {
        accessSync(candidate, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/**
 * Runs a program, given by its absolute path, without a shell, and calls back once. The output is empty when the program
 * cannot be run or takes longer than `timeout` seconds; one that hangs in its driver is not waited for any longer. Does
 * not keep the process alive. Never throws.
 */
export function runProgram(
  [program = "", ...args]: readonly string[],
  timeout: number,
  done: (outcome: Outcome) => void,
): void {
  const begun = performance.now();
  const before = childrenSeconds();
  let output = "";
  let isDone = false;
  const end = (text: string) => {
    if (isDone) return;
    isDone = true;
    clearTimeout(patience);
    const elapsed = (performance.now() - begun) / 1000;
    // Another child of the training may have ended meanwhile, with hours of its own.
    const spent = before === undefined ? elapsed : (childrenSeconds() ?? 0) - before;
    done({ output: text, cpuSeconds: Math.max(0, Math.min(elapsed, spent)) });
  };
  const child = spawnQuietly(program, args);
  const patience = setTimeout(() => {
    child?.kill("SIGKILL");
    child?.stdout.destroy();
    end("");
  }, timeout * 1000).unref();
  if (child === undefined) {
    end("");
    return;
  }
  child.unref();
  if ("unref" in child.stdout && typeof child.stdout.unref === "function") child.stdout.unref();
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    if (output.length < maxOutputCharacters) output += text;
  });
  child.once("error", () => end("")).once("close", () => end(output));
}

function spawnQuietly(program: string, args: readonly string[]) {
  try {
    return spawn(program, args, {
      stdio: ["ignore", "pipe", "ignore"],
      env: { ...process.env, LC_ALL: "C" },
      windowsHide: true,
    });
  } catch {
    return undefined;
  }
}

/** CPU time of the children that have ended; undefined where the system does not tell. */
function childrenSeconds(): number | undefined {
  const text = readText("/proc/self/stat");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  if (fields.length < 15) return undefined;
  return (Number(fields[13]) + Number(fields[14])) / ticksPerSecond;
}
