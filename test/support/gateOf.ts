/** What a test lets pass of a bar in milliseconds that only a quiet machine can show: three times as long. */
export function gateOf(barMs: number): number {
  return 3 * barMs;
}
