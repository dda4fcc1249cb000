import { showControls } from "#webviews/shared/showControls.ts";
import { t } from "#webviews/shared/texts.ts";

import type { CapturedCode } from "./codeFacts.ts";

const mostNames = 5;

/** Sentences about what of a run's code cannot be had again, neither from its repository nor from what was kept. */
export function codeGaps({ git, untracked, copies }: CapturedCode): string[] {
  if (git === null) {
    return copies.length > 0 ? [] : [t("The code was in no git repository: there is no commit.")];
  }
  const gaps: string[] = [];
  if (git.dirty === null) gaps.push(t("git could not tell what was changed."));
  else if (git.commit === null) gaps.push(t("The repository had no commit."));
  const lost = untracked.filter((file) => !copies.includes(`code/${file}`));
  // Of many files only the first are named, and each copy is of one of all.
  const n = Math.max(lost.length, git.untracked - (untracked.length - lost.length));
  if (n > 0) {
    const named = lost.slice(0, mostNames).map(showControls).join(", ");
    const names = n > Math.min(lost.length, mostNames) ? `${named}, …` : named;
    const what = named === "" ? "" : t(": {names}", { names });
    gaps.push(t("{n} untracked file{n:|s} {n:was|were} not kept{what}", { n, what }));
  }
  return gaps;
}

/** Why there is no patch of a run's code. */
export function whyNoPatch(code: CapturedCode | null): string {
  if (code === null) return t("This run captured no code.");
  const gaps = codeGaps(code);
  const { git } = code;
  if (git?.dirty === true) return [t("What was changed was not captured."), ...gaps].join(" ");
  if (git?.dirty !== false) return gaps.join(" ") || t("There is no commit to compare with.");
  const isAll = gaps.length === 0 && git.isUntrackedKnown && git.untracked === 0;
  if (isAll) return t("The working tree was clean: the commit is all of the code.");
  // Without a commit nothing is tracked.
  return [git.commit === null ? "" : t("Nothing tracked was changed."), ...gaps].join(" ").trim();
}
