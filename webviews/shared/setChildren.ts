/** Gives an element these children. Where it has them already none is touched: what has the focus keeps it, what plays goes on. */
export function setChildren(parent: Element, children: readonly Element[]): void {
  const isSame =
    children.length === parent.childElementCount &&
    children.every((child, i) => parent.children[i] === child);
  if (!isSame) parent.replaceChildren(...children);
}
