/** The runs named in the query of an address: `?runs=a,b`. */
export function comparedRuns(search: string): string[] {
  const named = new URLSearchParams(search).getAll("runs").flatMap((text) => text.split(","));
  return [...new Set(named.filter((run) => run !== ""))];
}
