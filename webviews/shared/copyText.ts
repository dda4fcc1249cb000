/** Puts a text on the clipboard; where the browser refuses, nothing is told: the text is still there to be marked. */
export async function copyText(text: string): Promise<boolean> {
  return navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  );
}
