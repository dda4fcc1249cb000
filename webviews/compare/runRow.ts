import { lineSwatch, type Swatch } from "#webviews/shared/charts/plot/lineSwatch.ts";
import { element, icon, iconButton } from "#webviews/shared/element.ts";
import { formatNumber } from "#webviews/shared/format.ts";
import { statusIcon } from "#webviews/shared/runStatus.ts";
import { runTitle } from "#webviews/shared/runTitle.ts";
import { showControls } from "#webviews/shared/showControls.ts";
import { shownError } from "#webviews/shared/shownError.ts";

import type { ComparedRun } from "./messages.ts";
import { t } from "./texts.ts";

/** What one line of the list says. */
export interface ShownRun {
  readonly compared: ComparedRun;
  readonly isShown: boolean;
  /** No other run is shown. */
  readonly isAlone: boolean;
  /** Null where the group above has it. */
  readonly swatch: Swatch | null;
}

export interface RunRowActions {
  toggle(ref: string): void;
  showAlone(ref: string): void;
  open(ref: string): void;
  remove(ref: string): void;
  /** The pointer or the focus is at a run; null when it leaves. */
  point(ref: string | null): void;
}

/** One run in the list: a button that shows and hides its line, and what else can be done with it. */
export class RunRow {
  readonly root = element("li", { class: "compared-run" });
  readonly #toggle: HTMLButtonElement;
  readonly #alone: HTMLButtonElement;
  readonly #metric = element("span", { class: "compared-metric number" });
  #shown = "";

  constructor(ref: string, actions: RunRowActions) {
    this.root.dataset["ref"] = ref;
    this.#toggle = element("button", {
      class: "compared-toggle",
      attributes: { type: "button" },
      on: {
        click: () => actions.toggle(ref),
        pointerenter: () => actions.point(ref),
        pointerleave: () => actions.point(null),
        focus: () => actions.point(ref),
        blur: () => actions.point(null),
      },
    });
    this.#alone = iconButton("eye", t("Show only this run"), () => actions.showAlone(ref));
    this.root.append(
      this.#toggle,
      element(
        "span",
        { class: "compared-actions" },
        this.#alone,
        iconButton("go-to-file", t("Open this run"), () => actions.open(ref)),
        iconButton("close", t("Remove from the comparison"), () => actions.remove(ref)),
      ),
    );
  }

  /** What changes with every point is set apart, so that a button under the pointer stays the same one. */
  update(shown: ShownRun): void {
    const { compared, isShown, isAlone, swatch } = shown;
    const metric = compared.run?.key_metric;
    this.#metric.textContent = metric
      ? `${showControls(metric.key)} ${formatNumber(metric.value)}`
      : "";
    const { run } = compared;
    const text = JSON.stringify([
      run && { ...run, key_metric: null, metric_count: 0 },
      { ...compared, run: null },
      isShown,
      isAlone,
      swatch,
    ]);
    if (text === this.#shown) return;
    this.#shown = text;
    this.root.classList.toggle("off", !isShown);
    this.root.classList.toggle("lost", compared.connection === "lost");
    this.#toggle.setAttribute("aria-pressed", String(isShown));
    this.#toggle.title = titleOf(compared);
    this.#alone.setAttribute("aria-pressed", String(isAlone));
    this.#toggle.replaceChildren(
      element(
        "span",
        { class: "compared-first" },
        swatch && lineSwatch(swatch),
        run && statusIcon(run.status),
        element("span", { class: "compared-name", text: nameOf(compared) }),
        markOf(compared),
      ),
      element(
        "span",
        { class: "compared-second" },
        element("span", { class: "compared-place", text: placeOf(compared) }),
        this.#metric,
      ),
    );
  }
}

export function nameOf({ run, id }: ComparedRun): string {
  return run ? runTitle(run) : showControls(id);
}

/** The machine its store lies on. */
export function hostOf({ host }: ComparedRun): string {
  return host === "" ? t("this machine") : host;
}

function placeOf(compared: ComparedRun): string {
  const { run } = compared;
  const place = run ? [run.project, run.name].filter((part) => part !== "").join("/") : "";
  return [hostOf(compared), place]
    .filter((part) => part !== "")
    .map(showControls)
    .join(" · ");
}

function markOf({ connection, error }: ComparedRun): HTMLElement | null {
  if (connection === "lost") {
    return element("span", { class: "mark-lost" }, icon("debug-disconnect"), t("lost"));
  }
  if (error !== null)
    return element("span", { class: "mark-error" }, icon("warning"), t("not read"));
  return connection === "connecting" ? element("span", { text: "…" }) : null;
}

function titleOf(compared: ComparedRun): string {
  const { error, clockOffset } = compared;
  const skew = Math.abs(clockOffset);
  const clock =
    skew < 1
      ? []
      : [
          clockOffset > 0
            ? t("Its clock is {n} s ahead; wall times are corrected.", { n: skew.toFixed(1) })
            : t("Its clock is {n} s behind; wall times are corrected.", { n: skew.toFixed(1) }),
        ];
  const told = error === null ? [] : [showControls(shownError(error))];
  return [`${nameOf(compared)} (${placeOf(compared)})`, ...told, ...clock].join("\n");
}
