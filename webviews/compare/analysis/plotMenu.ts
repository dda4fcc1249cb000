import type { MenuItem } from "#webviews/shared/charts/board/menu.ts";
import { drawnSvg, type LegendEntry } from "#webviews/shared/charts/save/drawnSvg.ts";
import { fileName, type SaveFile } from "#webviews/shared/charts/save/saveFile.ts";
import { svgPng } from "#webviews/shared/charts/save/svgPng.ts";
import { t as chartText } from "#webviews/shared/charts/texts.ts";
import { csvTable } from "#webviews/shared/tableText.ts";

import type { AnalysisKind } from "./analysisUi.ts";
import type { ChosenColumns } from "./chosenColumns.ts";
import type { Plot } from "./plot.ts";
import { t } from "./texts.ts";

export interface PlotMenuOptions {
  readonly plot: Plot;
  readonly title: string;
  readonly legend: readonly LegendEntry[];
  readonly save: SaveFile;
  /** Tells the reader how something went. */
  readonly tell: (text: string) => void;
}

/** How a plot can be taken elsewhere, as the charts of metrics can. */
export function plotMenu({ plot, title, legend, save, tell }: PlotMenuOptions): MenuItem[] {
  const drawn = (): string => drawnSvg(plot.drawing(), title, legend);
  const saved = (extension: string, content: Blob | Promise<Blob>): void => {
    Promise.resolve(content)
      .then((file) => save(fileName(title, extension), file))
      .catch((error: unknown) => tell(String(error)));
  };
  const file = (text: string, type: string): Blob =>
    new Blob([text], { type: `${type};charset=utf-8` });
  return [
    {
      label: chartText("Copy image"),
      icon: "copy",
      run: () => {
        // The clipboard takes the promise of a picture, so that the click that asked for it still counts.
        navigator.clipboard.write([new ClipboardItem({ "image/png": svgPng(drawn()) })]).then(
          () => tell(chartText("Image copied")),
          () => tell(chartText("The image could not be copied")),
        );
      },
    },
    {
      label: chartText("Save as PNG"),
      icon: "file-media",
      run: () => saved("png", svgPng(drawn())),
    },
    {
      label: chartText("Save as SVG"),
      icon: "file-code",
      run: () => saved("svg", file(drawn(), "image/svg+xml")),
    },
    {
      label: chartText("Save as CSV"),
      icon: "table",
      run: () => saved("csv", file(csvTable(plot.table()), "text/csv")),
    },
  ];
}

/** What a plot is called where it stands alone. */
export function titleOf(kind: AnalysisKind, { outcome, x }: ChosenColumns): string {
  const y = outcome?.label ?? "";
  if (kind === "scatter") return t("{y} by {x}", { y, x: x?.label ?? "" });
  return kind === "importance" ? t("Importance for {y}", { y }) : y;
}
