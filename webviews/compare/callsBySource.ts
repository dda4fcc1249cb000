import { type CallAnswered, HostCalls } from "#webviews/shared/hostCalls.ts";

import { compareRoutes, type SourceCall, type SourceCalls } from "./compareRoutes.ts";

/** Calls the viewers of all sources by way of the host of the page. */
export class CallsBySource {
  readonly #post: (call: SourceCall) => void;
  readonly #calls = new Map<string, HostCalls<keyof SourceCalls>>();

  constructor(post: (call: SourceCall) => void) {
    this.#post = post;
  }

  of(source: string): SourceCalls {
    return this.#callsOf(source).client;
  }

  receive(source: string, answered: CallAnswered): void {
    this.#calls.get(source)?.receive(answered);
  }

  /** Asks again for what was asked of a source that was lost. */
  askAgain(source: string): void {
    this.#calls.get(source)?.askAgain();
  }

  #callsOf(source: string): HostCalls<keyof SourceCalls> {
    let calls = this.#calls.get(source);
    if (!calls) {
      calls = new HostCalls(compareRoutes, (call) => this.#post({ ...call, source }));
      this.#calls.set(source, calls);
    }
    return calls;
  }
}
