import "./noEval.ts";
import "./viewer.css";
import { createClient } from "#core/client/client.ts";
import { RunicornError } from "#core/protocol/errors.ts";
import { registerControls } from "#webviews/shared/controls.ts";
import { element } from "#webviews/shared/element.ts";
import { fetchTransport } from "#webviews/shared/fetchTransport.ts";

import { followColourScheme } from "./colourScheme.ts";
import { comparedRuns } from "./comparedRuns.ts";
import { mountComparison } from "./comparison.ts";
import { parseFragment, runAddress } from "./fragment.ts";
import { linkExpired, notice } from "./notice.ts";
import { mountTablePage } from "./tablePage.ts";
import { mountViewer } from "./viewer.ts";

followColourScheme();
// The page is in the language the browser is in, where there are texts in it.
document.documentElement.lang = navigator.language;
registerControls();
void start();

async function start(): Promise<void> {
  const transport = fetchTransport();
  const client = createClient(transport);
  const { ticket, run } = parseFragment(location.hash);
  // Before anything else: a ticket does not stay in the address or the history.
  if (ticket !== null)
    history.replaceState(null, "", run === null ? location.pathname : runAddress(run));
  try {
    if (ticket !== null) await signIn(ticket);
    const { root } = await client.getStore();
    const compared = comparedRuns(location.search);
    if (location.pathname.endsWith("/compare") && compared.length > 0) {
      mountComparison(document.body, client, transport, compared);
      return;
    }
    if (location.pathname.endsWith("/table")) {
      mountTablePage(document.body, client, transport, root);
      return;
    }
    document.body.classList.add("viewer");
    mountViewer(document.body, client, transport, root);
  } catch (error) {
    document.body.replaceChildren(
      element(
        "main",
        {},
        RunicornError.is(error, "unauthorized")
          ? linkExpired()
          : notice(
              "debug-disconnect",
              "The viewer does not answer",
              element("p", { text: String(error) }),
            ),
      ),
    );
  }

  /** A used ticket is no failure where this browser is signed in already, as after a reload. */
  async function signIn(ticket: string): Promise<void> {
    try {
      await client.createSession({ body: { ticket } });
    } catch (error) {
      if (!RunicornError.is(error, "unauthorized")) throw error;
    }
  }
}
