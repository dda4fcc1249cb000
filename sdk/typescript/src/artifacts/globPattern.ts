/** A pattern of the shell as Python's fnmatch reads it: `*` matches anything, `/` too, `?` one character, `[a-z]` a set. */
export function globPattern(glob: string): RegExp {
  const source = glob.replaceAll(/\[(!?)(\]?[^\]]*)\]|[\s\S]/gu, (token, not, set) => {
    if (typeof set === "string" && token.length > 2) {
      return `[${not === "!" ? "^" : ""}${set.replaceAll(/[\\[\]^&]/g, String.raw`\$&`)}]`;
    }
    if (token === "*") return String.raw`[\s\S]*`;
    if (token === "?") return String.raw`[\s\S]`;
    return token.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
  });
  try {
    return new RegExp(`^${source}$`, "u");
  } catch {
    // A set that is none, such as [z-a]: it matches nothing.
    return /(?!)/;
  }
}
