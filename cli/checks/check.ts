/** One thing looked at. `advice`: it works without, but less well; `failed`: it does not work. */
export interface Check {
  readonly name: string;
  readonly state: "ok" | "advice" | "failed";
  readonly found: string;
  /** What to do, as one sentence. */
  readonly advice?: string;
}
