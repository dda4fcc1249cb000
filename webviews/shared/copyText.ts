/** Puts a text on the clipboard; where the browser refuses, nothing is told: the text is still there to be marked. */
export async function copyText(text: string): Promise<boolean> {
  try {
    // Not there on a page that came over plain HTTP from elsewhere.
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
