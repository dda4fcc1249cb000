/** The address of a file of a run, which this page may ask for by itself. */
export function fileUrl(run: string, path: string): string {
  return `/api/v2/runs/${encodeURIComponent(run)}/file?${new URLSearchParams({ path }).toString()}`;
}
