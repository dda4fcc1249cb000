/** A label of at most so many characters: both ends of a longer one, for names of folders and versions differ at their ends. */
export function shortLabel(label: string, most: number): string {
  if (label.length <= most) return label;
  const start = Math.ceil((most - 1) / 2);
  return `${label.slice(0, start)}…${label.slice(label.length - (most - 1 - start))}`;
}
