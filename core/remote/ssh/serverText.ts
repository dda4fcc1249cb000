/** Words of a server as they may be shown: in one line, without characters that control anything, and not without end. */
export function serverText(text: string, mostCharacters = 500): string {
  const plain = text
    .slice(0, 4 * mostCharacters)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
    .trim();
  return plain.length > mostCharacters ? `${plain.slice(0, mostCharacters)}…` : plain;
}
