import { pageLanguage } from "./pageLanguage.ts";

/** The names in braces of a text: `count` of `{count} line{count:|s}`. */
type Names<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? (Name extends `${infer Before}:${string}` ? Before : Name) | Names<Rest>
  : never;

type Values<Text extends string> = [Names<Text>] extends [never]
  ? []
  : [values: Readonly<Record<Names<Text>, string | number>>];

/** Says a text of a catalogue in the reader's language. */
type Translate<Text extends string> = <T extends Text>(text: T, ...values: Values<T>) => string;

/**
 * The texts of a page: as written in English, each with its Chinese. In braces stands what is put in: `{name}` for a value,
 * `{name:one|many}` for a word that goes with a number. Values are data: braces in them mean nothing.
 *
 *     const t = catalogue({ "{n} run{n:|s} of {project}": "{project} 中的 {n} 个运行" });
 *     t("{n} run{n:|s} of {project}", { n: 2, project: "vision" });
 */
export function catalogue<const Texts extends Readonly<Record<string, string>>>(
  chinese: Texts,
): Translate<keyof Texts & string> {
  return (text, ...values) => {
    const said = pageLanguage() === "zh" ? (chinese[text] ?? text) : text;
    return fill(said, values[0] ?? {});
  };
}

const placeholder = /\{(\w+)(?::([^|}]*)\|([^}]*))?\}/gu;

function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(placeholder, (whole: string, name: string, one?: string, many?: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    if (one !== undefined) return (value === 1 ? one : many) ?? "";
    return typeof value === "number" ? value.toLocaleString("en-US") : value;
  });
}
