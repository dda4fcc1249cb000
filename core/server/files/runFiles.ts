import type { Dirent } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import path from "node:path";

import { RunicornError } from "#core/protocol/errors.ts";
import type { RunFile } from "#core/protocol/v2RunFiles.ts";
import type { FileAnswer } from "#core/server/http/mount.ts";

import { answerWith } from "./mediaFile.ts";

const mostFiles = 5000;
const mostDepth = 8;

/**
 * The files of a run by path, without hidden ones and without what links lead to; `truncated` where there are more than a
 * page can show.
 */
export async function listRunFiles(
  runDirectory: string,
): Promise<{ files: RunFile[]; truncated: boolean }> {
  const files: RunFile[] = [];
  let truncated = false;
  const visit = async (folder: string, depth: number): Promise<void> => {
    for (const entry of await entriesOf(path.join(runDirectory, folder))) {
      if (entry.name.startsWith(".")) continue;
      const name = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (files.length >= mostFiles) truncated = true;
      else if (entry.isDirectory() && depth < mostDepth) await visit(name, depth + 1);
      else if (entry.isFile()) {
        const stat = await lstat(path.join(runDirectory, name)).catch(() => undefined);
        if (stat) files.push({ path: name, size: stat.size, modified_at: stat.mtimeMs / 1000 });
      }
    }
  };
  await visit("", 0);
  return { files, truncated };
}

/** A file anywhere in the run's directory; nothing hidden, and nothing that a link leads to. Throws `not_found`. */
export function runFile(runDirectory: string, name: string): FileAnswer {
  const parts = name.split("/");
  const isPath = parts.every((part) => part !== "" && !part.startsWith("."));
  const file = path.join(runDirectory, ...parts);
  const isInside = path.relative(runDirectory, file).split(path.sep).join("/") === name;
  const answer = isPath && isInside ? answerWith(file) : undefined;
  if (!answer) throw new RunicornError("not_found", "The run has no such file.");
  return answer;
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}
