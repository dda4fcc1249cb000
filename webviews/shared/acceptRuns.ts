/** How the editor names lines of the Experiments view that are dragged. In VS Code, Shift is held to drop on a page. */
const draggedLines = "application/vnd.code.tree.runicorn.experiments";

/** Lets runs be dropped anywhere on a page. Which runs they are the host knows; a page only tells that they were dropped. */
export function acceptRuns(root: HTMLElement, onDrop: () => void): { dispose(): void } {
  const isOurs = (event: DragEvent): boolean =>
    event.dataTransfer?.types.includes(draggedLines) === true;
  const onOver = (event: DragEvent): void => {
    if (!isOurs(event)) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = "copy";
    root.classList.add("drop-here");
  };
  const onLeave = (event: DragEvent): void => {
    if (event.relatedTarget === null) root.classList.remove("drop-here");
  };
  const onDropped = (event: DragEvent): void => {
    root.classList.remove("drop-here");
    if (!isOurs(event)) return;
    event.preventDefault();
    onDrop();
  };
  root.addEventListener("dragover", onOver);
  root.addEventListener("dragleave", onLeave);
  root.addEventListener("drop", onDropped);
  return {
    dispose() {
      root.removeEventListener("dragover", onOver);
      root.removeEventListener("dragleave", onLeave);
      root.removeEventListener("drop", onDropped);
    },
  };
}
