const maxBytes = 1024;
// Backslash and colon mean something else on Windows, where the artifact may be used.
const bad = /[\p{Cc}\\:]|\p{Surrogate}/u;

/** Whether `path` names a file below an artifact's directory on every system: relative, with `/`, no `..`. */
export function isEntryPath(path: unknown): path is string {
  if (typeof path !== "string" || bad.test(path) || Buffer.byteLength(path) > maxBytes) {
    return false;
  }
  return path.split("/").every((segment) => !["", ".", ".."].includes(segment));
}
