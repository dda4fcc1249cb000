/** What the library says in its debug messages only. */
export class HandshakeLog {
  #isStrict = false;
  #methods: readonly string[] = [];
  #keyExchanges: readonly string[] = [];

  /** Both sides number their packets anew after the exchange of keys, which the Terrapin attack cannot survive. */
  get isStrict(): boolean {
    return this.#isStrict;
  }

  /** Ways to log in the server would take next. What the library passes on is outdated after a key of an agent. */
  get methods(): readonly string[] {
    return this.#methods;
  }

  /** Ways the server would exchange keys in. */
  get keyExchanges(): readonly string[] {
    return this.#keyExchanges;
  }

  readonly read = (message: string): void => {
    if (message === "Handshake: strict KEX mode enabled") this.#isStrict = true;
    const exchanges = /^Handshake: \(remote\) KEX method: (.{0,2000})$/.exec(message)?.[1];
    if (exchanges !== undefined) this.#keyExchanges = exchanges.split(",").slice(0, 50);
    const methods = /^Inbound: Received USERAUTH_FAILURE \(([^)]{0,1000})\)$/.exec(message)?.[1];
    if (methods !== undefined) this.#methods = methods.split(",").slice(0, 20);
  };
}
