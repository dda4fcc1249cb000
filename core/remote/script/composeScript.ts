import { readFile } from "node:fs/promises";
import path from "node:path";

import { RunicornError } from "#core/protocol/errors.ts";

/** The remote command, the same for every script: each login shell understands it, none has to quote anything. */
export const scriptCommand = "exec /bin/sh -s";

const maxParameters = 256;
/** Bytes. As octal escapes it still fits a command line, where printf is a program. */
const maxParameterBytes = 16 * 1024;

/**
 * What is written to the shell's input: the prelude, the script as it lies in its file, the parameters as data, and the line that begins.
 * @param files scripts of ours, of which one defines `main`. Nothing is ever put into their text.
 * @param input where the script's commands read from: nothing, or what follows on the channel.
 * @throws RunicornError `invalid_request` where a parameter cannot be sent as it is.
 */
export async function composeScript(
  files: string | readonly string[],
  parameters: readonly string[],
  { nonce, input }: { nonce: string; input: "nothing" | "channel" },
): Promise<string> {
  if (parameters.length > maxParameters) throw unsendable("there are too many of them");
  const prelude = await readFile(path.join(import.meta.dirname, "prelude.sh"), "utf8");
  const scripts = await Promise.all([files].flat().map((file) => readFile(file, "utf8")));
  const data = parameters.map((parameter) => `parameter '${octal(parameter)}'\n`).join("");
  const begin = `${input === "nothing" ? "</dev/null " : ""}begin ${nonce} end\n`;
  return `${prelude}\n${scripts.join("\n")}\n${data}${begin}`;
}

function octal(parameter: string): string {
  if (!parameter.isWellFormed()) throw unsendable("it is not valid Unicode");
  if (parameter.includes("\0")) throw unsendable("no path and no name can hold a NUL");
  const bytes = Buffer.from(parameter);
  if (bytes.length > maxParameterBytes) throw unsendable("it is too long");
  return Array.from(bytes, (byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
}

const unsendable = (why: string) =>
  new RunicornError("invalid_request", `A value cannot be sent to the other machine: ${why}.`);
