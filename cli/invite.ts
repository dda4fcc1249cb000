import type { Server } from "#core/server/server.ts";

import { baseUrl } from "./address.ts";
import type { Io } from "./command.ts";
import { hasScreen, openBrowser } from "./openBrowser.ts";

export interface Invitation {
  readonly names: readonly string[];
  readonly auth: boolean;
  /** The run the page opens at. */
  readonly run?: string | undefined;
}

/** A link that opens the dashboard once, within 30 seconds. */
export function linkTo(server: Server, { names, auth, run }: Invitation): string {
  const fragment = new URLSearchParams();
  if (auth) fragment.set("ticket", server.issueTicket());
  if (run !== undefined) fragment.set("run", run);
  const base = `${baseUrl(server.listening, names)}/`;
  return fragment.size > 0 ? `${base}#${fragment.toString()}` : base;
}

/** Shows the way into the dashboard, and a new one at each press of Enter, as a link does not live long. */
export function invite(
  server: Server,
  io: Io,
  invitation: Invitation & { readonly openBrowser: boolean },
): void {
  const url = linkTo(server, invitation);
  io.stdout.write(`\n  ${url}\n\n`);
  if (invitation.auth) {
    io.stdout.write(
      "The link works once, for 30 seconds. Press Enter for a new one, Ctrl-C to end.\n",
    );
    io.stdin.on("data", () => io.stdout.write(`\n  ${linkTo(server, invitation)}\n\n`));
  } else {
    io.stdout.write("Ctrl-C ends the viewer.\n");
  }
  if (invitation.openBrowser && hasScreen(io.env, io.stdout.isTTY)) {
    openBrowser(linkTo(server, invitation));
  }
}
