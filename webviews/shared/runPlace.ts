/** The other machine a run is on, as a page needs to know it. */
export interface RunPlace {
  readonly host: string;
  /** It cannot be asked now. */
  readonly isAway: boolean;
  /** Nobody brings it back by itself. */
  readonly isLeft?: boolean;
  /** Milliseconds its clock is ahead of this machine's. */
  readonly clockOffsetMs: number | undefined;
  onChange(listener: () => void): { dispose(): void };
}
