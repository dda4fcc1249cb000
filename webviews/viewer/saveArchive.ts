import { RunicornError } from "#core/protocol/errors.ts";

/** Saves runs as an archive where the browser puts downloads. */
export async function saveArchive(ids: readonly string[]): Promise<void> {
  const response = await fetch("/api/export", {
    method: "POST",
    credentials: "same-origin",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ run_ids: ids, format: "zip" }),
  });
  if (!response.ok) {
    throw new RunicornError("service_unavailable", "The viewer could not pack these runs.");
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = ids.length === 1 ? `${ids[0] ?? "run"}.zip` : `${ids.length}-runs.zip`;
  link.click();
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
