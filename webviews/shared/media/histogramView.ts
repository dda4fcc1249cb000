import { element } from "#webviews/shared/element.ts";
import { formatNumber } from "#webviews/shared/format.ts";
import { t } from "#webviews/shared/texts.ts";

const width = 320;
const height = 120;
const svg = "http://www.w3.org/2000/svg";

/** How the values of a histogram are distributed: a bar per bin, as wide as it is. */
export function histogramView(data: Readonly<Record<string, unknown>>): HTMLElement {
  const counts = numbers(data["counts"]);
  const edges = numbers(data["edges"]);
  const [low = 0, high = 0] = [edges[0], edges.at(-1)];
  const n = counts.reduce((sum, count) => sum + count, 0);
  const said = t("{n} value{n:|s} from {min} to {max}", {
    n,
    min: formatNumber(low),
    max: formatNumber(high),
  });
  const picture = document.createElementNS(svg, "svg");
  picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
  picture.setAttribute("class", "histogram");
  picture.setAttribute("role", "img");
  picture.setAttribute("aria-label", `${t("Histogram")}: ${said}`);
  // Bins may be of any width: what is to be compared is how many values there are per width.
  const densities = counts.map((count, i) => count / ((edges[i + 1] ?? 0) - (edges[i] ?? 0) || 1));
  const most = Math.max(...densities, Number.MIN_VALUE);
  for (const [i, density] of densities.entries()) {
    const [from, to] = [edges[i] ?? low, edges[i + 1] ?? high];
    const bar = document.createElementNS(svg, "rect");
    const x = ((from - low) / (high - low || 1)) * width;
    const tall = (density / most) * height;
    bar.setAttribute("x", x.toFixed(2));
    bar.setAttribute(
      "width",
      Math.max(0.5, ((to - from) / (high - low || 1)) * width - 0.5).toFixed(2),
    );
    bar.setAttribute("y", (height - tall).toFixed(2));
    bar.setAttribute("height", tall.toFixed(2));
    picture.append(bar);
  }
  return element(
    "div",
    { class: "histogram-frame" },
    picture,
    element("p", { class: "hint", text: said }),
  );
}

function numbers(raw: unknown): number[] {
  return Array.isArray(raw) ? raw.slice(0, 5000).map(Number).filter(Number.isFinite) : [];
}
