import { lstatSync, realpathSync, type Stats } from "node:fs";
import path from "node:path";

import { RunicornError } from "#core/protocol/errors.ts";
import type { FileAnswer } from "#core/server/http/mount.ts";

/** What a page may show as it is. SVG and HTML are not among them: they hold scripts. */
const inlineTypes: Readonly<Record<string, string>> = {
  ".png": "image/png",
  ".apng": "image/apng",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".gif": "image/gif",
  ".webp": "image/webp",
  ".avif": "image/avif",
  ".bmp": "image/bmp",
  ".wav": "audio/wav",
  ".mp3": "audio/mpeg",
  ".ogg": "audio/ogg",
  ".flac": "audio/flac",
  ".m4a": "audio/mp4",
  ".mp4": "video/mp4",
  ".webm": "video/webm",
  ".mov": "video/quicktime",
  ".json": "application/json; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
};

/** A file directly in the run's `media` folder; nothing else, and nothing that a link leads to. Throws `not_found`. */
export function mediaFile(runDirectory: string, name: string): FileAnswer {
  const folder = path.join(runDirectory, "media");
  const file = path.join(folder, name);
  const isName = path.basename(file) === name && path.dirname(file) === folder;
  const answer = isName && !name.startsWith(".") ? answerWith(file) : undefined;
  if (!answer) {
    throw new RunicornError("not_found", "There is no such file in the run's media folder.");
  }
  return answer;
}

/** What is sent of a file; undefined where there is none at this very place. */
export function answerWith(file: string): FileAnswer | undefined {
  const stat = plainFile(file);
  const mediaType = inlineTypes[path.extname(file).toLowerCase()];
  return (
    stat && {
      path: file,
      mediaType: mediaType ?? "application/octet-stream",
      isInline: mediaType !== undefined,
      etag: `"${stat.size.toString(36)}-${Math.round(stat.mtimeMs).toString(36)}"`,
    }
  );
}

function plainFile(file: string): Stats | undefined {
  try {
    const stat = lstatSync(file);
    return stat.isFile() && realpathSync(file) === file ? stat : undefined;
  } catch {
    return undefined;
  }
}
