import { fileUrl } from "./fileUrl.ts";

/** Has the browser save a file of a run, under the last part of its path. */
export function saveAs(run: string, path: string): void {
  const link = document.createElement("a");
  link.href = fileUrl(run, path);
  link.download = path.split("/").at(-1) ?? path;
  link.click();
}
