/**
 * Lets what is dragged be dropped between the children of a container. `accepts`: whether something that belongs here is being
 * dragged; `onDrop` gets the child before which it was dropped, null for the end.
 */
export function dropTarget(
  container: HTMLElement,
  options: {
    readonly direction: "row" | "column";
    accepts(): boolean;
    onDrop(before: Element | null): void;
  },
): void {
  let marked: Element | null = null;
  const mark = (child: Element | null, side: "before" | "after"): void => {
    marked?.removeAttribute("data-drop");
    marked = child;
    marked?.setAttribute("data-drop", side);
  };
  container.addEventListener("dragover", (event) => {
    if (!options.accepts()) return;
    const child = childAt(container, event.target);
    if (!child) return;
    event.preventDefault();
    const box = child.getBoundingClientRect();
    const isAfter =
      options.direction === "row"
        ? event.clientX > box.left + box.width / 2
        : event.clientY > box.top + box.height / 2;
    mark(child, isAfter ? "after" : "before");
  });
  for (const type of ["dragleave", "dragend"] as const) {
    container.addEventListener(type, () => mark(null, "before"));
  }
  container.addEventListener("drop", (event) => {
    if (!options.accepts()) return;
    event.preventDefault();
    const child = childAt(container, event.target);
    const isAfter = child?.getAttribute("data-drop") === "after";
    mark(null, "before");
    if (child) options.onDrop(isAfter ? child.nextElementSibling : child);
  });
}

function childAt(container: HTMLElement, target: EventTarget | null): Element | null {
  let at = target instanceof Element ? target : null;
  while (at && at.parentElement !== container) at = at.parentElement;
  return at;
}
