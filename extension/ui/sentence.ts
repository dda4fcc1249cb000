/**
 * A notification's text. Notifications turn `[text](command:…)` into a link that runs a command, and run names come from
 * anywhere; so only this tag makes one, and what it interpolates can hold no link.
 */
export type Sentence = string & { readonly __sentence: never };

const longest = 300;
/** Format characters go, joiners excepted, which some scripts and emoji need; controls and line ends become a blank. */
const unseen = /(?:(?![\u200C\u200D])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u115F\u1160\u3164\uFFA0])+/gu;

/** A tag for such texts, put into the reader's language by `translate`, which gets places as `{0}`. */
export function sentenceTag(translate: (text: string, ...values: string[]) => string) {
  return (parts: TemplateStringsArray, ...values: readonly string[]): Sentence => {
    const text = parts.reduce((all, part, i) => `${all}{${i - 1}}${part}`);
    return translate(text, ...parts.slice(1).map((_, i) => plain(values[i] ?? ""))) as Sentence;
  };
}

/** `oneLine` without the characters links are made of, for where the editor looks for links or icons. */
export function plain(text: string): string {
  return oneLine(text.replace(/[[\]()]/g, ""));
}

/**
 * `text` without addresses, for descriptions of quick picks: in their hovers the editor reads them as Markdown, and makes a link
 * of every address. A wide colon or stop is none of one.
 */
export function unlinked(text: string): string {
  return text.replaceAll("://", "：//").replaceAll(/(www)\./giu, "$1．");
}

/** One line without control characters, direction overrides or what cannot be seen; 300 characters at most. */
export function oneLine(text: string): string {
  const line = text.replace(unseen, (part) => (/[\p{Cc}\p{Z}]/u.test(part) ? " " : ""));
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}
