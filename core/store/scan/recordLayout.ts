/**
 * What all records share whose lines differ in nothing but their numbers. Column i of their rows holds the points of
 * `keys[i]`; a column for the step and one for the time follow.
 */
export interface RecordLayout {
  /** Metric keys in the order the parsed record has them. */
  readonly keys: readonly string[];
  /** Column of the step; undefined where the records say none. */
  readonly step: number | undefined;
  /** Column of the time, Unix seconds; undefined where the records say none. */
  readonly time: number | undefined;
  /** What all of them say their stage is; "" where that is nothing. */
  readonly stage: string;
}
