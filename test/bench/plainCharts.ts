import { build } from "esbuild";

/** A page that draws the same charts with chart.js as it comes: every point of every line, made in the page itself. */
export async function plainChartsPage(): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: process.cwd() },
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
  });
  const [script] = outputFiles;
  return `<!doctype html><title>plain</title><body><script>${script?.text ?? ""}</script>`;
}

const program = `
import Chart from "chart.js/auto";
globalThis.drawCharts = async (charts, lines, points) => {
  const begun = performance.now();
  for (let c = 0; c < charts; c++) {
    const box = document.createElement("div");
    box.style.cssText = "width:340px;height:190px;display:inline-block";
    const canvas = document.createElement("canvas");
    box.append(canvas);
    document.body.append(box);
    const datasets = Array.from({ length: lines }, (_, run) => ({
      label: "run " + run,
      data: Array.from({ length: points }, (_, i) => ({ x: i, y: 1 + run / 10 + Math.sin(i * 11.9 + c) / 3 })),
    }));
    new Chart(canvas, {
      type: "line",
      data: { datasets },
      options: { animation: false, scales: { x: { type: "linear" } }, interaction: { mode: "nearest", axis: "x", intersect: false } },
    });
    await new Promise(requestAnimationFrame);
  }
  return performance.now() - begun;
};
`;
