import type * as vscode from "vscode";

import type { Run } from "#core/protocol/run.ts";

import { formatRunRef, type RunRef } from "../sources/runRef.ts";
import type { Source } from "../sources/source.ts";
import { hereAt, timeAt } from "../sources/sourceClock.ts";
import type { Sources } from "../sources/sources.ts";
import { prompts } from "../ui/prompts.ts";
import { plain } from "../ui/sentence.ts";
import { formatValue } from "./items.ts";
import { timeAgo } from "./localTime.ts";
import { runLabel } from "./nodes.ts";
import { statusText } from "./statusText.ts";

const offered = 200;

interface FoundRun {
  readonly run: Run;
  readonly source: Source;
}

function createdAt({ run, source }: FoundRun): number {
  return hereAt(source, run.created_at);
}

export type RunPick = vscode.QuickPickItem & { readonly ref: RunRef };

/** The newest runs of every source, for a quick pick. A source that does not answer is left out. */
export async function recentRuns(sources: Sources): Promise<readonly RunPick[]> {
  const now = Date.now() / 1000;
  const lists = await Promise.allSettled(
    sources.all.map(async (source) => {
      const { runs } = await source.client.listRuns({ query: { limit: offered } });
      return runs.map((run) => ({ run, source }));
    }),
  );
  return lists
    .flatMap((list) => (list.status === "fulfilled" ? list.value : []))
    .toSorted((a, b) => createdAt(b) - createdAt(a))
    .slice(0, offered)
    .map(({ run, source }) => ({
      label: plain(runLabel(run)),
      description: plain(
        [`${run.project}/${run.name}`, source.remote?.host].filter(Boolean).join(" · "),
      ),
      detail: [
        statusText(run.status),
        timeAgo(run.created_at, timeAt(source, now)),
        run.key_metric && `${plain(run.key_metric.key)} ${formatValue(run.key_metric.value)}`,
      ]
        .filter(Boolean)
        .join(" · "),
      ref: { source: source.id, run: run.id },
    }));
}

/** Asks for another run than this one. */
export async function pickOtherRun(sources: Sources, than: RunRef): Promise<RunPick | undefined> {
  const others = recentRuns(sources).then((recent) =>
    recent.filter(({ ref }) => formatRunRef(ref) !== formatRunRef(than)),
  );
  return prompts.pick("Run", others);
}

/** Asks for several runs; those chosen already are ticked and come first. Undefined: the person changed their mind. */
export async function pickRuns(
  sources: Sources,
  chosen: readonly RunRef[],
): Promise<readonly RunRef[] | undefined> {
  const recent = await recentRuns(sources);
  const offered = new Set(recent.map(({ ref }) => formatRunRef(ref)));
  const ticked = new Set(chosen.map(formatRunRef));
  const older = chosen
    .filter((ref) => !offered.has(formatRunRef(ref)))
    .map((ref): RunPick => ({ label: plain(ref.run), ref }));
  const items = [...older, ...recent].map((item) => ({
    ...item,
    picked: ticked.has(formatRunRef(item.ref)),
  }));
  const picked = await prompts.pickMany(
    "Compare Runs",
    items.toSorted((a, b) => Number(b.picked) - Number(a.picked)),
  );
  return picked?.map(({ ref }) => ref);
}

export type SourcePick = vscode.QuickPickItem & { readonly source: Source };

export function sourcePicks(sources: Sources): readonly SourcePick[] {
  return sources.all.map((source) => ({
    label: plain(source.label),
    description: plain(source.root),
    source,
  }));
}
