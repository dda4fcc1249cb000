import { formatNumber } from "#webviews/shared/format.ts";
import { showControls } from "#webviews/shared/showControls.ts";

const size = { width: 100, height: 18 };
const svg = "http://www.w3.org/2000/svg";

/** The course of a metric in little room; a gap where it has no finite value. */
export function spark(values: readonly (number | null)[], metric: string): SVGSVGElement {
  const known = values.filter((value) => value !== null);
  const low = Math.min(...known);
  const high = Math.max(...known);
  const root = document.createElementNS(svg, "svg");
  root.setAttribute("class", "spark");
  root.setAttribute("viewBox", `0 0 ${size.width} ${size.height}`);
  root.setAttribute("preserveAspectRatio", "none");
  root.setAttribute("role", "img");
  const last = known.at(-1);
  const range = last === undefined ? "" : `${formatNumber(low)} – ${formatNumber(high)}`;
  root.setAttribute("aria-label", `${showControls(metric.slice(0, 200))} ${range}`);
  const path = document.createElementNS(svg, "path");
  path.setAttribute("d", pathOf(values, low, high));
  root.append(path);
  return root;
}

function pathOf(values: readonly (number | null)[], low: number, high: number): string {
  const step = values.length > 1 ? (size.width - 4) / (values.length - 1) : 0;
  const scale = high > low ? (size.height - 4) / (high - low) : 0;
  let isDown = false;
  const parts: string[] = [];
  for (const [i, value] of values.entries()) {
    if (value === null) {
      isDown = false;
      continue;
    }
    const x = 2 + i * step;
    const y = scale === 0 ? size.height / 2 : size.height - 2 - (value - low) * scale;
    parts.push(`${isDown ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`);
    // A point alone is a dot.
    if (!isDown) parts.push("h0.01");
    isDown = true;
  }
  return parts.join("");
}
