const maxBytes = 1024;
// Backslash and colon mean something else on Windows, where the artifact may be used.
// oxlint-disable-next-line no-control-regex -- control characters are what a name must not hold
const bad = /[\u0000-\u001f\u007f\\:]|\p{Surrogate}/u;

/** Whether `path` names a file below an artifact's directory on every system: relative, with `/`, no `..`. */
export function isEntryPath(path: unknown): path is string {
  if (typeof path !== "string" || bad.test(path) || Buffer.byteLength(path) > maxBytes) {
    return false;
  }
  return path.split("/").every((segment) => !["", ".", ".."].includes(segment));
}
