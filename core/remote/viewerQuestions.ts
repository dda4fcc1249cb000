import { RunicornError } from "#core/protocol/errors.ts";
import type { NodeQuestion } from "#core/protocol/remote.ts";

import type { ConfirmQuestion, Questions } from "./questions.ts";

/** A request cannot wait for a person; they answer by another one. */
export const viewerQuestions: Questions = {
  trust: () => Promise.resolve(false),
  secrets: () => Promise.resolve(undefined),
  confirm: (question) => Promise.reject(nodeRequired(question)),
};

function nodeRequired({
  kind,
  host,
  platform,
  version,
  bytes,
  from,
}: ConfirmQuestion): RunicornError {
  const details: NodeQuestion = { kind, host, platform, version, bytes: bytes ?? null, from };
  return new RunicornError(
    "INTERACTION_REQUIRED",
    `${host} has no Node.js that could run the viewer. Let ${version} be installed in your home there, or name one by its path.`,
    { details },
  );
}
