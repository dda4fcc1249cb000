import type * as vscode from "vscode";

import { wordsFilter } from "#core/protocol/filter/wordsFilter.ts";
import type { Run } from "#core/protocol/run.ts";
import { runTitle } from "#core/protocol/runTitle.ts";

import { formatRunRef, type RunRef } from "../sources/runRef.ts";
import type { Source } from "../sources/source.ts";
import { hereAt, timeAt } from "../sources/sourceClock.ts";
import type { Sources } from "../sources/sources.ts";
import { searchPick, searchPicks } from "../ui/searchPick.ts";
import { plain } from "../ui/sentence.ts";
import { formatValue } from "./items.ts";
import { timeAgo } from "./localTime.ts";
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

/** The newest runs of every source that hold all words of a text. A source that does not answer is left out. */
async function foundRuns(sources: Sources, text: string): Promise<readonly RunPick[]> {
  const now = Date.now() / 1000;
  const lists = await Promise.allSettled(
    sources.all.map(async (source) => {
      const q = wordsFilter(wordsBeside(source, text));
      const query = { limit: offered, ...(q !== "" && { q }) };
      const { runs } = await source.client.listRuns({ query });
      return runs.map((run) => ({ run, source }));
    }),
  );
  return lists
    .flatMap((list) => (list.status === "fulfilled" ? list.value : []))
    .toSorted((a, b) => createdAt(b) - createdAt(a))
    .slice(0, offered)
    .map(({ run, source }) => ({
      label: plain(runTitle(run)),
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

/** The words of a text that are not of the machine's name: no run there holds it. */
function wordsBeside({ remote }: Source, text: string): string {
  const host = remote?.host.toLowerCase() ?? "";
  const words = text.split(/\s+/u).filter((word) => !host.includes(word.toLowerCase()));
  return words.join(" ");
}

/** Asks for a run. Undefined: the person changed their mind. */
export async function pickRun(sources: Sources): Promise<RunRef | undefined> {
  const picked = await searchPick({
    title: "Run",
    search: async (text) => foundRuns(sources, text),
  });
  return picked?.ref;
}

/** Asks for another run than this one. */
export async function pickOtherRun(sources: Sources, than: RunRef): Promise<RunPick | undefined> {
  return searchPick({
    title: "Run",
    search: async (text) => {
      const found = await foundRuns(sources, text);
      return found.filter(({ ref }) => formatRunRef(ref) !== formatRunRef(than));
    },
  });
}

/** Asks for several runs; those chosen already are ticked and come first. Undefined: the person changed their mind. */
export async function pickRuns(
  sources: Sources,
  chosen: readonly RunRef[],
): Promise<readonly RunRef[] | undefined> {
  const recent = await foundRuns(sources, "");
  const picked = await searchPicks({
    title: "Compare Runs",
    search: async (text) => (text === "" ? recent : foundRuns(sources, text)),
    chosen: chosen.map(
      (ref): RunPick =>
        recent.find((one) => formatRunRef(one.ref) === formatRunRef(ref)) ?? {
          label: plain(ref.run),
          ref,
        },
    ),
    nameOf: ({ ref }) => formatRunRef(ref),
  });
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
