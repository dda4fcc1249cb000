/**
 * A notification's text. Notifications turn `[text](command:…)` into a link that runs a command, and run names come from
 * anywhere; so only this tag makes one, and what it interpolates can hold no link.
 */
export type Sentence = string & { readonly __sentence: never };

const longest = 300;

export function sentence(parts: TemplateStringsArray, ...values: readonly string[]): Sentence {
  const text = parts.map((part, i) => part + plain(values[i] ?? "")).join("");
  return text as Sentence;
}

/** One line without control characters, direction overrides or the characters links are made of; 300 characters at most. */
export function plain(text: string): string {
  const line = text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]+/gu, " ")
    .replace(/[[\]()]/g, "");
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}
