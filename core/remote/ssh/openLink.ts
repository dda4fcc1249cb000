import { RunicornError } from "#core/protocol/errors.ts";
import { homeFolder } from "#core/remote/config/homeFolder.ts";
import { KnownHosts } from "#core/remote/knownHosts/knownHosts.ts";
import { usualKnownHostsFiles } from "#core/remote/knownHosts/usualKnownHostsFiles.ts";
import type { Questions } from "#core/remote/questions.ts";
import type { Target } from "#core/remote/target.ts";

import { Deadline } from "./deadline.ts";
import type { HandshakeLimit } from "./handshakeLimit.ts";
import { connectHops } from "./hops.ts";
import { TurnedAwayError } from "./linkErrors.ts";
import { OpenedLink } from "./openedLink.ts";
import { openOutermost } from "./outermost.ts";
import { pause } from "./pause.ts";
import type { SshLink } from "./sshLink.ts";
import { type Timing, usualTiming } from "./timing.ts";
import { untilReached } from "./untilReached.ts";
import { within } from "./within.ts";

/** A server with too many logins under way turns some away at random. */
const triesIfTurnedAway = 4;
const turnedAwayMs = 700;

export interface OpenLinkOptions {
  readonly questions: Pick<Questions, "trust" | "secrets">;
  /** Our own file of known hosts, besides those of the person and the system. */
  readonly ownKnownHosts: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** Where several are opened. One that waits for a person does not count. */
  readonly handshakes?: HandshakeLimit;
  readonly timing?: Timing;
  /** Wait for a network that is away instead of failing at once, by the timing. */
  readonly isPatient?: boolean;
}

/**
 * Connects to a target through all its hops and logs in. Rejects with `authentication_failed`,
 * `HOST_KEY_CONFIRMATION_REQUIRED`, `connection_timeout` or `service_unavailable`, each in words a person can act on.
 */
export async function openLink(target: Target, options: OpenLinkOptions): Promise<SshLink> {
  const { timing = usualTiming, env, ownKnownHosts, isPatient = false } = options;
  const deadline = new Deadline(
    target.timeoutMs,
    () =>
      new RunicornError(
        "connection_timeout",
        `${target.host} could not be connected to within ${target.timeoutMs / 1000} s. Check the network, the VPN and the port.`,
      ),
  );
  const signal = AbortSignal.any([deadline.signal, options.signal]);
  const call = () => openOutermost(target, { env, timing, signal, isPatient });
  try {
    for (let tries = 1; ; tries += 1) {
      const leave = await deadline.hold(async () => options.handshakes?.enter(target, signal));
      try {
        const hops = await connectHops(target, {
          questions: held(options.questions, deadline, signal, timing, () => leave?.()),
          knownHostsOf: (hop) =>
            KnownHosts.load(
              hop.knownHostsFiles ?? usualKnownHostsFiles(homeFolder(env)),
              ownKnownHosts,
            ),
          // A network that is away takes none of the time a machine has to answer.
          outermost: () => (isPatient ? deadline.hold(call) : call()),
          passOn: (attempt) => {
            if (!isPatient) return attempt();
            // However long one machine is waited for, others behind the same one need not wait.
            leave?.();
            return deadline.hold(() => untilReached(attempt, timing, signal));
          },
          timing,
          signal,
        });
        return new OpenedLink(hops, timing);
      } catch (error) {
        if (!(error instanceof TurnedAwayError) || tries === triesIfTurnedAway) throw error;
      } finally {
        leave?.();
      }
      await pause(turnedAwayMs * tries * (0.5 + Math.random()), signal);
    }
  } finally {
    deadline.dispose();
  }
}

/** Questions whose answers may take their time, though not for ever. */
function held(
  questions: Pick<Questions, "trust" | "secrets">,
  deadline: Deadline,
  signal: AbortSignal,
  { questionMs }: Timing,
  leave: () => void,
): Pick<Questions, "trust" | "secrets"> {
  const hold = <T>(ask: () => Promise<T>): Promise<T> => {
    leave();
    const late = `Nobody answered within ${questionMs / 1000} s. Connect again to be asked once more.`;
    return deadline.hold(() => within({ limitMs: questionMs, late, signals: [signal] }, ask));
  };
  return {
    trust: (question) => hold(() => questions.trust(question)),
    secrets: (question) => hold(() => questions.secrets(question)),
  };
}
