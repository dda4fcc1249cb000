import type { DrawnLine } from "#webviews/shared/charts/plot/drawnLine.ts";
import { lineSwatch } from "#webviews/shared/charts/plot/lineSwatch.ts";
import { t } from "#webviews/shared/charts/texts.ts";
import { element } from "#webviews/shared/element.ts";

/** As many lines are named; the list of runs beside the charts, or the tooltip, names the others. */
const mostNamed = 50;

interface LegendActions {
  togglePin(line: string): void;
  point(line: string | null): void;
}

/** The lines of a chart by name: one the pointer is at stands out, one that is pressed keeps standing out. */
export class Legend {
  readonly root = element("ul", {
    class: "legend",
    attributes: { "aria-label": t("Legend"), hidden: true },
  });
  readonly #actions: LegendActions;
  #shown = "";

  constructor(actions: LegendActions) {
    this.#actions = actions;
    this.root.addEventListener("pointerleave", () => actions.point(null));
  }

  /** Without lines it takes no room. */
  update(lines: readonly DrawnLine[], isPinned: (line: string) => boolean): void {
    this.root.hidden = lines.length === 0;
    const entries = lines.slice(0, mostNamed).map(({ id, look: { label, colours, dash } }) => ({
      id,
      label,
      swatch: { colour: colours.line, dash },
      isPinned: isPinned(id),
    }));
    const text = JSON.stringify([entries, lines.length]);
    if (text === this.#shown) return;
    this.#shown = text;
    const focused = this.root.contains(document.activeElement)
      ? document.activeElement?.getAttribute("data-line")
      : undefined;
    const left = lines.length - entries.length;
    const buttons = entries.map(({ id, label, swatch, isPinned }) =>
      element(
        "button",
        {
          class: "legend-line",
          title: label,
          attributes: { type: "button", "aria-pressed": String(isPinned), "data-line": id },
          on: {
            click: () => this.#actions.togglePin(id),
            pointerenter: () => this.#actions.point(id),
            focus: () => this.#actions.point(id),
            blur: () => this.#actions.point(null),
          },
        },
        lineSwatch(swatch),
        element("span", { text: label }),
      ),
    );
    this.root.replaceChildren(
      ...buttons.map((button) => element("li", {}, button)),
      ...(left > 0 ? [element("li", { text: t("{n} more", { n: left }) })] : []),
    );
    buttons.find((button) => button.dataset["line"] === focused)?.focus();
  }
}
