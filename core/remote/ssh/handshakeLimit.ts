import { Slots } from "#core/async/slots.ts";
import type { Target } from "#core/remote/target.ts";

/** A server drops connections at random when ten of them have not logged in yet. */
const atOnce = 4;

/** Lets so many log in to one machine at once. One that cannot be reached keeps nobody from others. */
export class HandshakeLimit {
  readonly #machines = new Map<string, { slots: Slots; users: number }>();

  /** Resolves when it is one's turn, to what gives it back. Giving it back twice is harmless. */
  async enter(target: Target, signal: AbortSignal): Promise<() => void> {
    const { host, port } = target.jumps[0] ?? target;
    const name = `${host}:${port}`;
    const machine = this.#machines.get(name) ?? { slots: new Slots(atOnce), users: 0 };
    this.#machines.set(name, machine);
    machine.users += 1;
    const forget = () => {
      machine.users -= 1;
      if (machine.users === 0) this.#machines.delete(name);
    };
    try {
      const leave = await machine.slots.enter(signal);
      let isInside = true;
      return () => {
        if (!isInside) return;
        isInside = false;
        leave();
        forget();
      };
    } catch (error) {
      forget();
      throw error;
    }
  }
}
