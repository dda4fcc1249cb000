/** Whether a file of a run belongs to the process that writes it or to its place in a store, so that no archive has it. */
export function staysBehind(name: string): boolean {
  return name === ".writer.json" || name === ".deleted" || /^\..+\.tmp$/.test(name);
}
