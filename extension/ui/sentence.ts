/**
 * A notification's text. Notifications turn `[text](command:…)` into a link that runs a command, and run names come from
 * anywhere; so only this tag makes one, and what it interpolates can hold no link.
 */
export type Sentence = string & { readonly __sentence: never };

const longest = 300;

/** A tag for such texts, put into the reader's language by `translate`, which gets places as `{0}`. */
export function sentenceTag(translate: (text: string, ...values: string[]) => string) {
  return (parts: TemplateStringsArray, ...values: readonly string[]): Sentence => {
    const text = parts.reduce((all, part, i) => `${all}{${i - 1}}${part}`);
    return translate(text, ...parts.slice(1).map((_, i) => plain(values[i] ?? ""))) as Sentence;
  };
}

/** One line without control characters, direction overrides or the characters links are made of; 300 characters at most. */
export function plain(text: string): string {
  const line = text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]+/gu, " ")
    .replace(/[[\]()]/g, "");
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}
