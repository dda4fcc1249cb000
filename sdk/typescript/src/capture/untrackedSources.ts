import {
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";

import { type PlainObject, emptyObject } from "../plain.ts";
import { redact } from "./redaction.ts";

const maxFileBytes = 256 * 1024;
const maxTotalBytes = 2 * 1024 * 1024;
const maxFiles = 200;
// The same lists as in the Python SDK.
const endings = (
  ".bash .c .cc .cfg .cl .cpp .cts .cu .cuh .go .gin .h .hpp .hydra .ini .ipynb .java" +
  " .jl .js .json .jsonnet .jsx .lua .m .md .mjs .mts .proto .py .pyi .pyx .r .rs .rst" +
  " .scala .sh .sql .toml .ts .tsx .txt .yaml .yml .zsh"
).split(" ");
const sourceNames = new Set(["dockerfile", "makefile", "justfile", "snakefile"]);
// Parts of names of files that hold keys.
const secrets = (
  ".htpasswd .netrc .npmrc .pypirc credential id_dsa id_ecdsa id_ed25519 id_rsa" +
  " password secret service-account service_account token."
).split(" ");

/** Copies small sources below `root` into `folder`, redacted: `{name: "code/<name>"}`. Throws what the file system says. */
export function copySources(names: readonly string[], root: string, folder: string): PlainObject {
  const copied = emptyObject();
  let left = maxTotalBytes;
  let count = 0;
  for (const name of names) {
    const content = isSource(name) ? contentOf(path.join(root, name)) : undefined;
    if (content === undefined || content.length > left || count === maxFiles) continue;
    const target = path.join(folder, "code", name);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, content);
    left -= content.length;
    count += 1;
    copied[name] = `code/${name}`;
  }
  return copied;
}

/** Whether a file of this name is text that a person wrote, and not a place for keys. */
function isSource(name: string): boolean {
  const parts = name.toLowerCase().split("/");
  if (parts.includes("..") || parts.some((part) => part.startsWith(".env"))) return false;
  const file = parts.at(-1) ?? "";
  const isText = sourceNames.has(file) || endings.some((ending) => file.endsWith(ending));
  return isText && !secrets.some((secret) => file.includes(secret));
}

function contentOf(file: string): Buffer | undefined {
  try {
    // Node leaves these out on Windows.
    const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants as Partial<typeof constants>;
    const fd = openSync(file, (O_RDONLY ?? 0) | O_NOFOLLOW | O_NONBLOCK);
    try {
      const status = fstatSync(fd);
      if (!status.isFile() || status.size > maxFileBytes) return undefined;
      const content = readFileSync(fd);
      if (content.length > maxFileBytes || content.includes(0)) return undefined;
      return Buffer.from(redact(content.toString("utf8")));
    } finally {
      closeSync(fd);
    }
  } catch {
    return undefined;
  }
}
