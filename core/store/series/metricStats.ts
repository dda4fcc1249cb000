import { toJsonNumber } from "#core/protocol/number.ts";
import type { MetricStats } from "#core/protocol/run.ts";

/** Running statistics of one series, in the order of its rows. */
export class RunningStats {
  count = 0;
  sum = 0;
  min = Infinity;
  max = -Infinity;
  last = NaN;
  nan = 0;
  posInf = 0;
  negInf = 0;

  add(value: number): void {
    this.last = value;
    // Zero for finite numbers only.
    if (value - value === 0) {
      this.count++;
      this.sum += value;
      if (value < this.min) this.min = value;
      if (value > this.max) this.max = value;
    } else if (value === Infinity) this.posInf++;
    else if (value === -Infinity) this.negInf++;
    else this.nan++;
  }

  /** The same as `add` for the first `count` values. */
  addRows(values: Float64Array, count: number): void {
    let { sum, min, max, count: finite } = this;
    for (let i = 0; i < count; i++) {
      const value = values[i] ?? NaN;
      if (value - value === 0) {
        finite++;
        sum += value;
        if (value < min) min = value;
        if (value > max) max = value;
      } else if (value === Infinity) this.posInf++;
      else if (value === -Infinity) this.negInf++;
      else this.nan++;
    }
    this.count = finite;
    this.sum = sum;
    this.min = min;
    this.max = max;
    if (count > 0) this.last = values[count - 1] ?? NaN;
  }

  get total(): number {
    return this.count + this.nan + this.posInf + this.negInf;
  }

  toMetricStats(): MetricStats {
    const hasFinite = this.count > 0;
    return {
      count: this.count,
      last: this.total > 0 ? toJsonNumber(this.last) : null,
      min: hasFinite ? this.min : null,
      max: hasFinite ? this.max : null,
      // A sum may overflow where no value does.
      mean: Number.isFinite(this.sum) && hasFinite ? this.sum / this.count : null,
    };
  }

  toArray(): number[] {
    const { count, sum, min, max, last, nan, posInf, negInf } = this;
    return [count, sum, min, max, last, nan, posInf, negInf];
  }

  static fromArray(values: readonly number[]): RunningStats {
    const stats = new RunningStats();
    const [count = 0, sum = 0, min = 0, max = 0, last = 0, nan = 0, posInf = 0, negInf = 0] =
      values;
    return Object.assign(stats, { count, sum, min, max, last, nan, posInf, negInf });
  }
}
