import type { Client } from "#core/client/client.ts";

import type { HostCall } from "./hostCall.ts";
import { shownError } from "./shownError.ts";

/** The answer to one call; `error` is a sentence for the reader. */
export interface CallAnswered {
  readonly request: number;
  readonly answer: unknown;
  readonly error: string | null;
}

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Calls the viewer by way of the host of the page. Every call rejects with a sentence for the reader. */
export class HostCalls<Route extends keyof Client> {
  /** A method per route. */
  readonly client: Pick<Client, Route>;
  readonly #waiting = new Map<number, Waiting>();
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

  /** Gives up on what was asked before a connection was lost: a new host knows nothing of it. */
  reset(): void {
    const lost = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of lost) reject(new Error("The viewer was not reachable."));
  }

  #call(route: Route, call: HostCall<Route>["call"]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const request = this.#next++;
      this.#waiting.set(request, { resolve, reject });
      this.#post({ type: "call", request, route, call });
    });
  }
}
