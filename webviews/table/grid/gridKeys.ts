/** A cell of the grid: line -1 is the header. */
export interface Cell {
  readonly line: number;
  readonly column: number;
}

export interface GridSize {
  readonly lines: number;
  readonly columns: number;
  /** Lines in sight. */
  readonly page: number;
}

/** Where a key leads; undefined for one that leads nowhere. */
export function movedBy(
  { line, column }: Cell,
  { key, ctrl }: { readonly key: string; readonly ctrl: boolean },
  { lines, columns, page }: GridSize,
): Cell | undefined {
  const cell = (nextLine: number, nextColumn: number): Cell => ({
    line: Math.max(-1, Math.min(lines - 1, nextLine)),
    column: Math.max(0, Math.min(columns - 1, nextColumn)),
  });
  switch (key) {
    case "ArrowDown":
      return cell(ctrl ? lines - 1 : line + 1, column);
    case "ArrowUp":
      return cell(ctrl ? 0 : line - 1, column);
    case "ArrowRight":
      return cell(line, ctrl ? columns - 1 : column + 1);
    case "ArrowLeft":
      return cell(line, ctrl ? 0 : column - 1);
    case "PageDown":
      return cell(line + page, column);
    case "PageUp":
      return cell(Math.max(0, line - page), column);
    case "Home":
      return ctrl ? cell(0, 0) : cell(line, 0);
    case "End":
      return ctrl ? cell(lines - 1, columns - 1) : cell(line, columns - 1);
    default:
      return undefined;
  }
}
