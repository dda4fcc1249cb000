import { readFileSync } from "node:fs";
import path from "node:path";

import { createMemoryStream, main } from "assemblyscript/asc";

const source = path.resolve(import.meta.dirname, "../core/store/scan/wasm/scanKernel.ts");
const options = "-O3 --noAssert --runtime stub --importMemory --memoryBase 1024".split(" ");

/** The text of `core/store/scan/kernelBytes.ts` as the kernel's source has it now. Throws what the compiler says. */
export async function compileKernel(): Promise<string> {
  let binary: Uint8Array | undefined;
  let said = "";
  const stderr = createMemoryStream((chunk) => (said += String(chunk)));
  const { error } = await main(["kernel.ts", "-o", "kernel.wasm", ...options], {
    stderr,
    readFile: (name) => (name === "kernel.ts" ? readFileSync(source, "utf8") : null),
    writeFile: (_, content) => {
      if (typeof content !== "string") binary = content;
    },
    listFiles: () => [],
  });
  if (error || !binary) throw new Error(said, { cause: error });
  const lines =
    Buffer.from(binary)
      .toString("base64")
      .match(/.{1,90}/g) ?? [];
  return `// Compiled from wasm/scanKernel.ts by \`npm run kernel\`.
/** The scanner's inner loop as WebAssembly. */
export const kernelBytes = Buffer.from(
  [
${lines.map((line) => `    "${line}",\n`).join("")}  ].join(""),
  "base64",
);
`;
}
