import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..");
const compiler = path.join(root, "node_modules/assemblyscript/bin/asc.js");
const source = path.join(root, "core/store/scan/wasm/scanKernel.ts");
const options = "-O3 --noAssert --runtime stub --importMemory --memoryBase 1024".split(" ");

/**
 * The text of `core/store/scan/kernelBytes.ts` as the kernel's source has it now. Throws what the compiler says.
 * The compiler is a program of its own here: its types would give every array of ours other methods.
 */
export function compileKernel(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-kernel-"));
  try {
    const file = path.join(folder, "kernel.wasm");
    execFileSync(process.execPath, [compiler, source, "-o", file, ...options], { stdio: "pipe" });
    return textOf(readFileSync(file));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function textOf(binary: Buffer): string {
  const lines = binary.toString("base64").match(/.{1,90}/g) ?? [];
  return `// Compiled from wasm/scanKernel.ts by \`npm run kernel\`.
/** The scanner's inner loop as WebAssembly. */
export const kernelBytes = Buffer.from(
  [
${lines.map((line) => `    "${line}",\n`).join("")}  ].join(""),
  "base64",
);
`;
}
