/** What the address carries after `#`: never sent to a server, so a ticket does not end up in a log. */
export interface Fragment {
  readonly ticket: string | null;
  readonly run: string | null;
}

export function parseFragment(hash: string): Fragment {
  const values = new URLSearchParams(hash.replace(/^#/, ""));
  return { ticket: values.get("ticket"), run: values.get("run") };
}

/** The address of a run, without any ticket. */
export function runFragment(run: string | null): string {
  return run === null ? "" : `#${new URLSearchParams({ run }).toString()}`;
}
