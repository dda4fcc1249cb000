/** A text as Markdown that stays text in a cell of a table: no mark, no link, no address made into one, no HTML, one line. */
export function markdownText(text: string): string {
  return text
    .replaceAll(/[\\`*_[\]<>#|~&@]/g, String.raw`\$&`)
    .replaceAll(/(?:https?|ftp|mailto|xmpp):|www\./gi, (begun) =>
      begun.replace(/[:.]/u, String.raw`\$&`),
    )
    .replaceAll(/\s+/gu, " ");
}
