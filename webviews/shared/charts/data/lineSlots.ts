/**
 * The place of each line in the palette: those that had one keep it, the others get the lowest free one. So a line keeps its
 * colour while others come and go.
 */
export function lineSlots(
  ids: readonly string[],
  known: Readonly<Record<string, number>>,
): Record<string, number> {
  const slots = new Map<string, number>();
  const taken = new Set<number>();
  for (const id of ids) {
    const slot = Object.hasOwn(known, id) ? known[id] : undefined;
    if (slot === undefined || taken.has(slot)) continue;
    slots.set(id, slot);
    taken.add(slot);
  }
  let next = 0;
  for (const id of ids) {
    if (slots.has(id)) continue;
    while (taken.has(next)) next++;
    slots.set(id, next);
    taken.add(next);
  }
  return Object.fromEntries(slots);
}
