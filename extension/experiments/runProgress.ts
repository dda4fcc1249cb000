import { setTimeout as sleep } from "node:timers/promises";

import * as vscode from "vscode";

import type { MetricInfo } from "#core/protocol/metric.ts";
import type { RunDetail } from "#core/protocol/run.ts";
import { timeLeft } from "#core/protocol/timeLeft.ts";

import { timeTaken } from "./localTime.ts";
import type { RunNode } from "./nodes.ts";

/** Milliseconds a hover waits for it. */
const patience = 1000;

/** How far a run is and how long it still takes; undefined where it does not say. */
export function progressText(run: RunDetail, metrics: readonly MetricInfo[]): string | undefined {
  const left = timeLeft(run, metrics, null);
  if (left === null) return undefined;
  const percent = `${Math.floor(left.done * 100)} %`;
  return vscode.l10n.t("{0} done, about {1} left", percent, timeTaken(left.left));
}

/** The same of a run in a list; undefined, too, where its store does not answer soon. Asks nobody of a run that is over. */
export async function runProgress({ run, source }: RunNode): Promise<string | undefined> {
  if (run.status !== "running") return undefined;
  const params = { id: run.id };
  const { client } = source;
  const asked = Promise.all([
    client.getRun({ params }),
    client.listMetrics({ params, query: { preview: "true" } }),
  ]).then(
    ([detail, { metrics }]) => progressText(detail, metrics),
    () => undefined,
  );
  return Promise.race([asked, sleep(patience, undefined, { ref: false })]);
}
