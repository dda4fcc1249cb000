import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Where the documents lie that describe the remote API, beside the repository. */
const folder = process.env["RUNICORN_SEEDS"] ?? path.resolve("../shared/seeds");

/** The document with the clients; undefined where it is not on this machine. It is read, never copied. */
export function seedDocument(): SeedDocument | undefined {
  if (!existsSync(folder)) return undefined;
  const name = readdirSync(folder).find((file) => /^002.*\.txt$/.test(file));
  return name === undefined ? undefined : new SeedDocument(path.join(folder, name));
}

/** The code blocks of a document. */
export class SeedDocument {
  readonly #blocks: readonly { language: string; code: string }[];

  constructor(file: string) {
    const text = readFileSync(file, "utf8");
    this.#blocks = [...text.matchAll(/^```(\w+)\n(.*?)^```/gms)].map(([, language, code]) => ({
      language: language ?? "",
      code: code ?? "",
    }));
  }

  /** The block in a language that has all of these words in it. */
  block(language: string, ...words: string[]): string {
    const found = this.#blocks.find(
      (block) => block.language === language && words.every((word) => block.code.includes(word)),
    );
    if (!found) throw new Error(`no ${language} block has ${words.join(", ")}`);
    return found.code;
  }

  /** Writes the Python client as the module its examples import, for a viewer at `base`. */
  writePythonClient(into: string, base: string): void {
    const client = this.block("python", "class RunicornRemoteClient");
    writeFileSync(path.join(into, "runicorn_remote_client.py"), replaced(client, usualBase, base));
    if (!hasRequests()) {
      const standIn = path.join(import.meta.dirname, "requests_stand_in.py");
      copyFileSync(standIn, path.join(into, "requests.py"));
    }
  }

  /** Writes the JavaScript client; the path of its module. */
  writeJsClient(into: string): string {
    const file = path.join(into, "client.mjs");
    writeFileSync(file, this.block("javascript", "class RunicornRemoteClient"));
    return file;
  }
}

const usualBase = "http://localhost:23300";

/** Text with some of it replaced, which has to be there. */
export function replaced(text: string, what: string, by: string): string {
  if (!text.includes(what)) throw new Error(`there is no ${what}`);
  return text.replaceAll(what, by);
}

/** Whether Python here has `requests`; where not, a stand-in serves. */
export function hasRequests(): boolean {
  try {
    execFileSync("python3", ["-c", "import requests"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
