import { type Client, createClient } from "#core/client/client.ts";
import type { Transport } from "#core/client/transport.ts";
import { RunicornError } from "#core/protocol/errors.ts";
import { element } from "#webviews/shared/element.ts";
import { fetchTransport } from "#webviews/shared/fetchTransport.ts";

import { followColourScheme } from "./colourScheme.ts";
import { parseFragment, runAddress } from "./fragment.ts";
import { linkExpired, notice } from "./notice.ts";

/** What a page in the browser has at hand. */
export interface Place {
  readonly client: Client;
  readonly transport: Transport;
  /** Path of the store this viewer reads. Where it is not to be had the page goes. */
  readonly storeRoot: Promise<string>;
}

/**
 * Signs in where the address has a ticket, and shows a page of this viewer, or why there is none. The page begins while the
 * viewer is asked whether it lets this browser in.
 */
export async function startPage(
  mount: (root: HTMLElement, place: Place) => { dispose(): void } | undefined,
): Promise<void> {
  followColourScheme();
  // The page is in the language the browser is in, where there are texts in it.
  document.documentElement.lang = navigator.language;
  const transport = fetchTransport();
  const client = createClient(transport);
  const { ticket, run } = parseFragment(location.hash);
  // Before anything else: a ticket does not stay in the address or the history.
  if (ticket !== null)
    history.replaceState(null, "", run === null ? location.pathname : runAddress(run));
  let page: { dispose(): void } | undefined;
  try {
    if (ticket !== null) await signIn(client, ticket);
    const storeRoot = client.getStore().then(({ root }) => root);
    page = mount(document.body, { client, transport, storeRoot });
    await storeRoot;
  } catch (error) {
    page?.dispose();
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
}

/** A used ticket is no failure where this browser is signed in already, as after a reload. */
async function signIn(client: Client, ticket: string): Promise<void> {
  try {
    await client.createSession({ body: { ticket } });
  } catch (error) {
    if (!RunicornError.is(error, "unauthorized")) throw error;
  }
}
