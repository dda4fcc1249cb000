/** How charts are drawn where the reader has not said otherwise. */
export interface ChartSettings {
  /** Weight of the past in the exponential moving average, 0 (off) to 0.99. */
  readonly smoothing: number;
  /** Buckets asked for per curve. */
  readonly points: number;
}
