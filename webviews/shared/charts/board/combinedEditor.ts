import { t } from "#webviews/shared/charts/texts.ts";
import { button, checkbox, textField } from "#webviews/shared/controls.ts";
import { element } from "#webviews/shared/element.ts";
import { showControls } from "#webviews/shared/showControls.ts";

import {
  type CombinedChart,
  membersOf,
  mostCombined,
  titleOf,
  withMetric,
} from "./combinedChart.ts";
import { metricFilter } from "./metricGroups.ts";
import { openPopover } from "./popover.ts";
import { labelled } from "./styleFields.ts";

/** Metrics offered at once; the others are found by their name. */
const mostOffered = 100;

export interface CombinedEditorOptions {
  readonly chart: CombinedChart;
  /** All there are to choose from. */
  readonly metrics: readonly string[];
  onChange(chart: CombinedChart): void;
  remove(): void;
}

/** Opens what a chart of several metrics is called and which it draws. */
export function openCombinedEditor(anchor: HTMLElement, options: CombinedEditorOptions): void {
  const { metrics } = options;
  let { chart } = options;
  const change = (changed: CombinedChart): void => {
    chart = changed;
    options.onChange(chart);
  };
  const name = element("input", {
    class: "bound",
    attributes: {
      type: "text",
      "aria-label": t("Name"),
      placeholder: showControls(titleOf({ ...chart, name: "" })),
      spellcheck: "false",
    },
    on: { input: () => change({ ...chart, name: name.value }) },
  });
  name.value = chart.name;
  const boxes = new Map<string, HTMLElement>();
  /** A chart has one metric at least, and no more than can be told apart. */
  const limit = (): void => {
    const drawn = new Set(membersOf(chart, metrics));
    for (const [key, box] of boxes) {
      const isLast = drawn.has(key) ? drawn.size === 1 : drawn.size >= mostCombined;
      box.toggleAttribute("disabled", isLast);
    }
  };
  const list = element("div", {
    class: "combined-metrics",
    attributes: { role: "group", "aria-label": t("Metrics") },
  });
  const offer = (filter: string): void => {
    const drawn = new Set(membersOf(chart, metrics));
    const matching = metrics.filter(metricFilter(filter));
    // Those drawn first: they are what can be taken away.
    const sorted = [
      ...matching.filter((key) => drawn.has(key)),
      ...matching.filter((key) => !drawn.has(key)),
    ];
    boxes.clear();
    for (const key of sorted.slice(0, mostOffered)) {
      const label = showControls(key);
      const onChange = (isDrawn: boolean): void => {
        change(withMetric(chart, key, isDrawn));
        limit();
      };
      boxes.set(key, checkbox({ label, title: label, checked: drawn.has(key), onChange }));
    }
    const left = matching.length - boxes.size;
    list.replaceChildren(
      ...boxes.values(),
      ...(left > 0 ? [element("span", { text: t("{n} more", { n: left }) })] : []),
    );
    limit();
  };
  offer("");
  const filter = textField({ label: t("Filter metrics (regex)"), icon: "search", onInput: offer });
  const popover = openPopover(
    anchor,
    "dialog",
    t("Edit {name}", { name: showControls(titleOf(chart)) }),
    [
      element(
        "div",
        { class: "settings" },
        labelled(t("Name"), name),
        filter.root,
        list,
        button(t("Remove this chart"), () => {
          popover.close();
          options.remove();
        }),
      ),
    ],
  );
}
