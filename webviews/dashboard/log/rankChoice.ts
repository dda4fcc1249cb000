import { dropdown, type DropdownControl } from "#webviews/shared/controls.ts";
import { element } from "#webviews/shared/element.ts";

import { t } from "../texts.ts";
import type { LogRank } from "./rankedLog.ts";

const ofRun = "run";
/** A name that is a number would come before all others. */
const prefix = "rank ";

/** Which of several processes' logs is shown; there only where there are several. */
export class RankChoice {
  readonly root: HTMLElement;
  readonly #control: DropdownControl;

  constructor(rank: LogRank, onChange: (rank: LogRank) => void) {
    this.#control = dropdown({
      label: t("Log of"),
      choices: choicesOf([], rank),
      value: valueOf(rank),
      onChange: (value) => onChange(value === ofRun ? null : Number(value.slice(prefix.length))),
    });
    this.root = element(
      "span",
      { class: "field", attributes: { hidden: true } },
      element("span", { text: t("Log of") }),
      this.#control.root,
    );
  }

  /** `shown`: whose log is there to be seen, chosen or not. */
  update(ranks: readonly LogRank[], shown: LogRank): void {
    this.root.hidden = ranks.length < 2;
    this.#control.setChoices(choicesOf(ranks, shown), valueOf(shown));
  }
}

function choicesOf(ranks: readonly LogRank[], shown: LogRank): Record<string, string> {
  const all = ranks.includes(shown) ? ranks : [shown, ...ranks];
  const choices = all.map((rank) => [
    valueOf(rank),
    rank === null ? t("all of the run") : t("rank {n}", { n: rank }),
  ]);
  return Object.fromEntries(choices) as Record<string, string>;
}

function valueOf(rank: LogRank): string {
  return rank === null ? ofRun : `${prefix}${rank}`;
}
