import type { TimeAsked } from "./clockOffset.ts";
import type { Detection } from "./environments/detect.ts";
import { EnvironmentCache } from "./environments/environmentCache.ts";
import type { RemoteSession } from "./session/remoteSession.ts";

type Session = Pick<RemoteSession, "id" | "link">;

/** A machine, whatever session it is reached by. */
interface Machine extends Pick<RemoteSession, "link"> {
  session: Session;
  /** The session it was looked at by. */
  seenBy: Session | undefined;
}

/** What was found on machines. A new connection to one of them need not look again. */
export class KnownMachines {
  readonly #cache = new EnvironmentCache();
  readonly #machines = new Map<string, Machine>();
  /** Those whose clock was told. */
  readonly #told = new WeakSet<Detection>();

  async of(session: Session, refresh = false): Promise<Detection> {
    const machine = this.#machineOf(session);
    const isFirst = machine.seenBy === undefined;
    if (refresh || isFirst) machine.seenBy = session;
    try {
      return await this.#cache.of(machine, { refresh });
    } catch (error) {
      if (isFirst) machine.seenBy = undefined;
      throw error;
    }
  }

  /** Whether what is known was found by this session, or will be. */
  isFresh(session: Session): boolean {
    const seenBy = this.#machines.get(session.id)?.seenBy;
    return seenBy === undefined || seenBy === session;
  }

  /** What its clock said, once. */
  takeClock(detection: Detection): TimeAsked | undefined {
    if (this.#told.has(detection)) return undefined;
    this.#told.add(detection);
    return detection.clock;
  }

  #machineOf(session: Session): Machine {
    const known = this.#machines.get(session.id);
    if (known) {
      known.session = session;
      return known;
    }
    const machine: Machine = { session, seenBy: undefined, link: () => machine.session.link() };
    this.#machines.set(session.id, machine);
    return machine;
  }
}
