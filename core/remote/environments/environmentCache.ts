import type { RemoteSession } from "../session/remoteSession.ts";
import { detect, type Detection } from "./detect.ts";

/** What was found on machines, once per session: a reconnect changes nothing of it. */
export class EnvironmentCache {
  readonly #found = new WeakMap<object, Promise<Detection>>();

  /** What is known of a session's machine, which is looked at where that was not done, or once more with `refresh`. */
  async of(
    session: Pick<RemoteSession, "link">,
    { refresh = false }: { refresh?: boolean } = {},
  ): Promise<Detection> {
    const known = this.#found.get(session);
    if (known && !refresh) return known;
    const finding = session.link().then((link) => detect(link));
    this.#found.set(session, finding);
    try {
      return await finding;
    } catch (error) {
      // What failed says nothing about the next time; what was known before still holds.
      if (this.#found.get(session) === finding) {
        if (known) this.#found.set(session, known);
        else this.#found.delete(session);
      }
      throw error;
    }
  }
}
