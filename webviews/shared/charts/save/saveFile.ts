import { element } from "#webviews/shared/element.ts";

/** Hands a file to the reader. */
export type SaveFile = (name: string, content: Blob) => void | Promise<void>;

/** The same as a download of the browser. */
export function downloadFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = element("a", { attributes: { href: url, download: name } });
  link.click();
  // The download has begun when this task is over.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A name any file system takes. */
export function fileName(name: string, extension: string): string {
  const plain = name
    .replaceAll(/[^\p{L}\p{N}._-]+/gu, "-")
    .replaceAll(/^-+|-+$/gu, "")
    .slice(0, 120);
  return `${plain === "" ? "chart" : plain}.${extension}`;
}
