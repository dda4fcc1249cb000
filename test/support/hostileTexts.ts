import { hostileShapes } from "./hostileShapes.ts";

/** So many are made. */
const wanted = 520;

/**
 * Strings that try to run, to fetch, to restyle, to reorder or to deceive where a surface takes them for more than text: each
 * shape plain, and then in what others would wrap it in. All differ; the same seed makes the same ones.
 */
export function hostileTexts(seed = 6): readonly string[] {
  const random = mulberry(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const texts = new Set(hostileShapes);
  const short = hostileShapes.filter((text) => text.length < 200);
  while (texts.size < wanted) {
    const text = pick(wrappings)(pick(short), random);
    // What is nothing but blanks is no name and no tag, and is left out wherever it is recorded.
    if (text.trim() !== "") texts.add(text);
  }
  return [...texts];
}

/** One name of a million characters. */
export const hugeText = `huge ${"wide ".repeat(20)}${"W".repeat(1_000_000)}`;

const wrappings: readonly ((text: string, random: () => number) => string)[] = [
  (text) => `"${text}`,
  (text) => `'>${text}<'`,
  (text) => `"/>${text}<x y="`,
  (text) => `--><!--> ${text}`,
  (text) => `]]>${text}`,
  (text) => `*/${text}/*`,
  (text) => `\`\`\`\n${text}\n\`\`\``,
  (text) => `[${text}](${text})`,
  (text) => `![${text}](https://evil.example/w.png)`,
  (text) => `<${text}>`,
  (text) => `</script>${text}`,
  (text) => `\${${text}}`,
  (text) => `{{${text}}}`,
  (text) => `$(${text})`,
  (text) => `\u001B[31m${text}\u001B[0m`,
  (text) => `\u202E${text}`,
  (text) => `\u2067${text}\u2069`,
  (text) => `\uFEFF${text}`,
  (text) => `${text}\u0000`,
  (text) => `| ${text} | --- |`,
  (text) => `# ${text}`,
  (text) => `=${text}`,
  (text) => `${text}.constructor`,
  (text) => `config.\`${text}\``,
  (text) => encodeURIComponent(text.toWellFormed()),
  (text) => text.replaceAll("<", "&lt;").replaceAll(">", "&gt;"),
  (text) => text.replaceAll("<", "\uFF1C").replaceAll(">", "\uFF1E"),
  (text) => text.replaceAll("<", "%3C"),
  (text) => text.toUpperCase(),
  (text, random) =>
    Array.from(text, (c) => (random() < 0.5 ? c.toUpperCase() : c.toLowerCase())).join(""),
  (text, random) => {
    const at = Math.floor(random() * text.length);
    const blank = ["\t", "\n", "\r", "\u200B", "\u00AD", "\u2028", "\u0000"][at % 7] ?? "";
    return text.slice(0, at) + blank + text.slice(at);
  },
];

/** Numbers from 0 to 1, the same for the same seed. */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
