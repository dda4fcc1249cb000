import type { TimeAsked } from "./clockOffset.ts";
import { type Detection, detect } from "./environments/detect.ts";
import type { RemoteSession } from "./session/remoteSession.ts";

type Session = Pick<RemoteSession, "id" | "link">;

interface Known {
  readonly found: Promise<Detection>;
  /** By which it was looked at; not kept alive by it. */
  readonly seenBy: WeakRef<Session>;
  hasFailed: boolean;
}

/** What was found on machines, by whatever session they were reached. A new connection to one of them need not look again. */
export class KnownMachines {
  readonly #known = new Map<string, Known>();
  /** Those whose clock was told. */
  readonly #told = new WeakSet<Detection>();

  /** What is known of a session's machine, which is looked at where that was not done, or once more with `refresh`. */
  async of(session: Session, refresh = false): Promise<Detection> {
    const before = this.#known.get(session.id);
    if (before && !refresh) return before.found;
    const found = session.link().then((link) => detect(link));
    const known: Known = { found, seenBy: new WeakRef(session), hasFailed: false };
    this.#known.set(session.id, known);
    try {
      return await found;
    } catch (error) {
      known.hasFailed = true;
      // What failed says nothing about the next time; what was known before still holds.
      if (this.#known.get(session.id) === known) {
        if (before && !before.hasFailed) this.#known.set(session.id, before);
        else this.#known.delete(session.id);
      }
      throw error;
    }
  }

  /** Whether what is known was found by this session, or will be. */
  isFresh(session: Session): boolean {
    const seenBy = this.#known.get(session.id)?.seenBy.deref();
    return !this.#known.has(session.id) || seenBy === session;
  }

  /** What its clock said, once. */
  takeClock(detection: Detection): TimeAsked | undefined {
    if (this.#told.has(detection)) return undefined;
    this.#told.add(detection);
    return detection.clock;
  }
}
