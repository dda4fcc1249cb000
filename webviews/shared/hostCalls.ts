import type { Client } from "#core/client/client.ts";

import type { HostCall } from "./hostCall.ts";
import { shownError } from "./shownError.ts";

/** The answer to one call; `error` is a sentence for the reader. */
export interface CallAnswered {
  readonly request: number;
  readonly answer: unknown;
  readonly error: string | null;
}

interface Waiting<Route extends keyof Client> {
  readonly asked: HostCall<Route>;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Calls the viewer by way of the host of the page. Every call rejects with a sentence for the reader. */
export class HostCalls<Route extends keyof Client> {
  /** A method per route. */
  readonly client: Pick<Client, Route>;
  readonly #waiting = new Map<number, Waiting<Route>>();
  readonly #post: (call: HostCall<Route>) => void;
  #next = 1;

  constructor(routes: readonly Route[], post: (call: HostCall<Route>) => void) {
    this.#post = post;
    const methods = routes.map((route) => [
      route,
      (call: HostCall<Route>["call"]) => this.#call(route, call),
    ]);
    // Object.fromEntries forgets which name belongs to which route; each is passed on as it is.
    this.client = Object.fromEntries(methods) as Pick<Client, Route>;
  }

  receive({ request, answer, error }: CallAnswered): void {
    const waiting = this.#waiting.get(request);
    this.#waiting.delete(request);
    if (error === null) waiting?.resolve(answer);
    else waiting?.reject(new Error(shownError(error)));
  }

  /**
   * Asks again for what was asked of a host that is gone, or over a connection that was lost: neither may ever answer, and
   * whoever waits is told no other way. What changes something is given up: nobody knows whether it was done.
   */
  askAgain(): void {
    for (const { asked, reject } of this.#waiting.values()) {
      if (asked.call.body === undefined) this.#post(asked);
      else {
        this.#waiting.delete(asked.request);
        reject(new Error(shownError("The viewer was not reachable.")));
      }
    }
  }

  #call(route: Route, call: HostCall<Route>["call"]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const asked = { type: "call", request: this.#next++, route, call } as const;
      this.#waiting.set(asked.request, { asked, resolve, reject });
      this.#post(asked);
    });
  }
}
