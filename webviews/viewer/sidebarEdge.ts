import { element } from "#webviews/shared/element.ts";

import { t } from "./texts.ts";

const storageKey = "runicorn.sidebarWidth";
const widths = { least: 180, most: 800 } as const;
/** Pixels a key moves it by. */
const step = 20;

/** The edge of the list of runs: dragged, or moved by arrow keys, it makes the list wider. A double click takes that back. */
export function sidebarEdge(root: HTMLElement): HTMLElement {
  const edge = element("div", {
    class: "sidebar-edge",
    attributes: {
      role: "separator",
      tabindex: 0,
      "aria-orientation": "vertical",
      "aria-label": t("Width of the list of runs"),
      "aria-valuemin": widths.least,
      "aria-valuemax": widths.most,
    },
  });
  const shownWidth = (): number => edge.parentElement?.getBoundingClientRect().width ?? 0;
  const show = (width: number): number => {
    const shown = Math.round(Math.min(widths.most, Math.max(widths.least, width)));
    root.style.setProperty("--sidebar-width", `${shown}px`);
    edge.setAttribute("aria-valuenow", String(shown));
    return shown;
  };
  const set = (width: number): void => keep(show(width));
  const kept = keptWidth();
  if (kept !== null) show(kept);
  const tell = (): void => edge.setAttribute("aria-valuenow", String(Math.round(shownWidth())));
  // How wide it is by itself is known when it is there.
  requestAnimationFrame(tell);
  edge.addEventListener("focus", tell);
  edge.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    edge.setPointerCapture(event.pointerId);
    const grip = shownWidth() - event.clientX;
    const drag = ({ clientX }: PointerEvent): void => set(clientX + grip);
    edge.addEventListener("pointermove", drag);
    edge.addEventListener(
      "lostpointercapture",
      () => edge.removeEventListener("pointermove", drag),
      {
        once: true,
      },
    );
  });
  edge.addEventListener("dblclick", () => {
    root.style.removeProperty("--sidebar-width");
    tell();
    keep(null);
  });
  edge.addEventListener("keydown", (event) => {
    const { key } = event;
    if (key === "ArrowLeft") set(shownWidth() - step);
    else if (key === "ArrowRight") set(shownWidth() + step);
    else if (key === "Home") set(widths.least);
    else if (key === "End") set(widths.most);
    else return;
    event.preventDefault();
  });
  return edge;
}

function keptWidth(): number | null {
  try {
    const kept = Number(localStorage.getItem(storageKey) ?? Number.NaN);
    return Number.isFinite(kept) ? kept : null;
  } catch {
    // A browser may refuse to keep anything.
    return null;
  }
}

function keep(width: number | null): void {
  try {
    if (width === null) localStorage.removeItem(storageKey);
    else localStorage.setItem(storageKey, String(width));
  } catch {
    // Then it is as wide as that until the page is left.
  }
}
