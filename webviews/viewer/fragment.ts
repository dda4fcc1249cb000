/** What the address carries after `#`: never sent to a server, so a ticket does not end up in a log. */
export interface Fragment {
  readonly ticket: string | null;
  readonly run: string | null;
}

export function parseFragment(hash: string): Fragment {
  const values = new URLSearchParams(hash.replace(/^#/, ""));
  return { ticket: values.get("ticket"), run: values.get("run") };
}

/** The run an address leads to: `/runs/<id>`, or as the older `/#run=<id>`. */
export function runOfAddress({
  pathname,
  hash,
}: Pick<Location, "pathname" | "hash">): string | null {
  const id = /^\/runs\/([^/]+)$/.exec(pathname)?.[1];
  if (id === undefined) return parseFragment(hash).run;
  try {
    return decodeURIComponent(id);
  } catch {
    return null;
  }
}

/** The address of a run, without any ticket. */
export function runFragment(run: string | null): string {
  return run === null ? "" : `#${new URLSearchParams({ run }).toString()}`;
}

/** The address of a run, to be sent to somebody else who may see it. */
export function runAddress(run: string): string {
  return `/runs/${encodeURIComponent(run)}`;
}
