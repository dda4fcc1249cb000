import type { ChartView } from "#webviews/shared/charts/plot/chartView.ts";
import { chartCsv } from "#webviews/shared/charts/save/chartCsv.ts";
import { chartPng } from "#webviews/shared/charts/save/chartPng.ts";
import { chartSvg } from "#webviews/shared/charts/save/chartSvg.ts";
import { fileName, type SaveFile } from "#webviews/shared/charts/save/saveFile.ts";
import { t } from "#webviews/shared/charts/texts.ts";

import type { OwnChart } from "./boardCombined.ts";
import type { ChartCard } from "./chartCard.ts";
import type { MenuItem } from "./menu.ts";

/** What can be done with a card besides what its files are made of. */
export interface CardMenuActions {
  readonly isExpanded: boolean;
  expand(isExpanded: boolean): void;
  openSettings(): void;
  move(places: number): void;
  /** Undefined for a chart that is there as long as its metric. */
  readonly own: OwnChart | undefined;
  readonly save: SaveFile;
  /** Tells the reader how something went. */
  tell(text: string): void;
}

const svgSize = { width: 720, height: 420 };

/** What is in the menu of a card, beside `anchor`. */
export function cardMenu(
  anchor: HTMLElement,
  card: ChartCard,
  name: string,
  actions: CardMenuActions,
): MenuItem[] {
  const { plot } = card;
  const withView = (use: (view: ChartView) => void) => (): void => {
    if (plot.view) use(plot.view);
  };
  const save = (extension: string, content: Blob | Promise<Blob>): void => {
    Promise.resolve(content)
      .then((file) => actions.save(fileName(name, extension), file))
      .catch((error: unknown) => actions.tell(String(error)));
  };
  const { own } = actions;
  return [
    ...(own ? [{ label: t("Edit…"), icon: "edit", run: () => own.edit(anchor) }] : []),
    { label: t("Settings…"), icon: "settings-gear", run: () => actions.openSettings() },
    {
      label: actions.isExpanded ? t("Shrink") : t("Expand"),
      icon: "arrow-both",
      run: () => actions.expand(!actions.isExpanded),
    },
    { label: t("Move left"), icon: "arrow-left", run: () => actions.move(-1) },
    { label: t("Move right"), icon: "arrow-right", run: () => actions.move(1) },
    { label: t("Move to the front"), icon: "pinned", run: () => actions.move(-Infinity) },
    {
      label: t("Copy image"),
      icon: "copy",
      run: withView((view) => {
        copyImage(chartPng(plot.canvas, view, name)).then(
          () => actions.tell(t("Image copied")),
          () => actions.tell(t("The image could not be copied")),
        );
      }),
    },
    {
      label: t("Save as PNG"),
      icon: "file-media",
      run: withView((view) => save("png", chartPng(plot.canvas, view, name))),
    },
    {
      label: t("Save as SVG"),
      icon: "file-code",
      run: withView((view) => {
        save("svg", textFile(chartSvg(view, name, svgSize), "image/svg+xml"));
      }),
    },
    {
      label: t("Save as CSV"),
      icon: "table",
      run: withView((view) => save("csv", textFile(chartCsv(view), "text/csv"))),
    },
    ...(own ? [{ label: t("Remove this chart"), icon: "trash", run: () => own.remove() }] : []),
  ];
}

/** The clipboard takes the promise of a picture, so that the click that asked for it still counts. */
async function copyImage(picture: Promise<Blob>): Promise<void> {
  await navigator.clipboard.write([new ClipboardItem({ "image/png": picture })]);
}

function textFile(text: string, type: string): Blob {
  return new Blob([text], { type: `${type};charset=utf-8` });
}
