import { element } from "#webviews/shared/element.ts";

import { t } from "../texts.ts";
import type { ComparedColumn } from "../values/comparedColumn.ts";
import { DiffTable, type DiffView } from "../values/diffTable.ts";
import type { CapturedRuns } from "./capturedRuns.ts";
import { type EnvironmentPart, environmentParts } from "./environmentParts.ts";

/** In what differs what the runs ran in. */
export class EnvironmentTab {
  readonly root: HTMLElement;
  readonly #captured: CapturedRuns;
  readonly #tables: Readonly<Record<EnvironmentPart, DiffTable>>;

  constructor(captured: CapturedRuns) {
    this.#captured = captured;
    const nothing = t("Nothing of this was captured.");
    this.#tables = {
      command: new DiffTable(t("Command"), nothing),
      git: new DiffTable(t("Git"), nothing),
      packages: new DiffTable(t("Packages"), nothing),
      hardware: new DiffTable(t("Hardware"), nothing),
      system: new DiffTable(t("System"), nothing),
    };
    this.root = element(
      "div",
      { class: "values-view" },
      ...environmentParts.map((part) => this.#tables[part].root),
    );
  }

  update(runs: readonly ComparedColumn[], view: Omit<DiffView, "directionOf">): void {
    this.#captured.want(runs.map(({ run }) => run));
    const all = runs.map(({ run, name, swatch, isBaseline }) => {
      const read = this.#captured.of(run.ref);
      const captured = read?.captured ?? null;
      const reason = captured
        ? t("not captured")
        : (read?.error ?? (run.connection === "lost" ? t("not reachable") : ""));
      return { name, swatch, isBaseline, reason, parts: captured?.parts };
    });
    for (const part of environmentParts) {
      const columns = all.map(({ parts, ...column }) => ({
        ...column,
        values: parts?.[part] ?? null,
      }));
      this.#tables[part].update(columns, { ...view, directionOf: () => 0 });
    }
  }
}
