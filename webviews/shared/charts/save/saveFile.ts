import { element } from "#webviews/shared/element.ts";

/** Hands a file to the reader, as a download. */
export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = element("a", { attributes: { href: url, download: fileName(name) } });
  link.click();
  // The download has begun when this task is over.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A name any file system takes. */
function fileName(name: string): string {
  return name.replaceAll(/[^\p{L}\p{N}._-]+/gu, "-").slice(0, 120) || "chart";
}
