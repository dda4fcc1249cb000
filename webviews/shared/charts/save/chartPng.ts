import type { ChartView } from "#webviews/shared/charts/plot/chartView.ts";

const lineHeight = 18;
const heading = 30;
const margin = 12;

/** A chart as it stands on the page, with its name above and, where there are several lines, a legend below. */
export function chartPng(
  canvas: HTMLCanvasElement,
  { lines, colours }: ChartView,
  title: string,
): Promise<Blob> {
  const legend = lines.length > 1 ? lines : [];
  const scale = canvas.clientWidth > 0 ? canvas.width / canvas.clientWidth : 1;
  const [width, height] = [canvas.width / scale, canvas.height / scale];
  const picture = document.createElement("canvas");
  picture.width = canvas.width + 2 * margin * scale;
  picture.height = (height + heading + legend.length * lineHeight + margin) * scale;
  const ctx = picture.getContext("2d");
  if (!ctx) return Promise.reject(new Error("this page cannot draw pictures"));
  ctx.scale(scale, scale);
  ctx.fillStyle = colours.background;
  ctx.fillRect(0, 0, width + 2 * margin, picture.height / scale);
  ctx.drawImage(canvas, margin, heading, width, height);
  ctx.fillStyle = colours.text;
  ctx.textBaseline = "middle";
  ctx.font = `bold 14px ${colours.font}`;
  ctx.fillText(title, margin, heading / 2, width);
  ctx.font = `12px ${colours.font}`;
  for (const [i, { look }] of legend.entries()) {
    const y = heading + height + (i + 0.5) * lineHeight;
    ctx.beginPath();
    ctx.setLineDash([...look.dash]);
    ctx.moveTo(margin, y);
    ctx.lineTo(margin + 26, y);
    ctx.lineWidth = 3;
    ctx.strokeStyle = look.colours.line;
    ctx.stroke();
    ctx.fillText(look.label, margin + 34, y, width - 34);
  }
  return new Promise((resolve, reject) => {
    picture.toBlob((blob) =>
      blob ? resolve(blob) : reject(new Error("the picture could not be made")),
    );
  });
}
