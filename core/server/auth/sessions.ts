import { digestOf, newSecret } from "./secret.ts";

const maxSessions = 100;

/** Browser sessions of one server, kept as cookies. They end with the server. */
export class Sessions {
  /** Cookies ignore ports, so the name tells two viewers on one host apart. */
  readonly cookieName: string;
  readonly #digests = new Set<string>();

  constructor(instance: string) {
    this.cookieName = `runicorn_${instance}`;
  }

  /** The `Set-Cookie` value of a new session. */
  create(): string {
    const secret = newSecret();
    const [oldest] = this.#digests;
    if (this.#digests.size >= maxSessions && oldest !== undefined) this.#digests.delete(oldest);
    this.#digests.add(key(secret));
    return `${this.cookieName}=${secret}; Path=/; HttpOnly; SameSite=Strict`;
  }

  has(secret: string): boolean {
    return this.#digests.has(key(secret));
  }

  /** Our session secret in a `Cookie` header. */
  read(cookies: string | undefined): string | undefined {
    for (const part of cookies?.split(";") ?? []) {
      const [name, value] = part.trim().split("=", 2);
      if (name === this.cookieName && value) return value;
    }
    return undefined;
  }
}

function key(secret: string): string {
  return digestOf(secret).toString("base64");
}
