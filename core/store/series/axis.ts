import { type BlockSource, Column } from "./column.ts";

/** The steps and times shared by series that are always logged together: row i of each belongs to row i here. */
export class Axis {
  readonly id: number;
  readonly steps: Column;
  readonly times: Column;
  /** Steps never went back so far. */
  isStepSorted = true;
  isTimeSorted = true;
  firstStep = NaN;
  lastStep = NaN;
  firstTime = NaN;
  lastTime = NaN;

  constructor(id: number, steps: Column, times: Column) {
    this.id = id;
    this.steps = steps;
    this.times = times;
  }

  get length(): number {
    return this.steps.length;
  }

  append(step: number, time: number): void {
    if (this.length === 0) {
      this.firstStep = step;
      this.firstTime = time;
    } else {
      if (step < this.lastStep) this.isStepSorted = false;
      if (time < this.lastTime) this.isTimeSorted = false;
    }
    this.lastStep = step;
    this.lastTime = time;
    this.steps.append(step);
    this.times.append(time);
  }

  /** The same as `append` for the first `count` numbers of each. */
  appendRows(steps: Float64Array, times: Float64Array, count: number): void {
    if (count === 0) return;
    if (this.length === 0) {
      this.firstStep = this.lastStep = steps[0] ?? NaN;
      this.firstTime = this.lastTime = times[0] ?? NaN;
    }
    this.isStepSorted &&= isSorted(this.lastStep, steps, count);
    this.isTimeSorted &&= isSorted(this.lastTime, times, count);
    this.lastStep = steps[count - 1] ?? NaN;
    this.lastTime = times[count - 1] ?? NaN;
    this.steps.appendRows(steps, count);
    this.times.appendRows(times, count);
  }

  /** An axis of its own with the same rows. */
  copy(id: number, steps: Column, times: Column): Axis {
    const copy = new Axis(id, steps, times);
    steps.copyRows(this.steps);
    times.copyRows(this.times);
    const { isStepSorted, isTimeSorted, firstStep, lastStep, firstTime, lastTime } = this;
    return Object.assign(copy, {
      isStepSorted,
      isTimeSorted,
      firstStep,
      lastStep,
      firstTime,
      lastTime,
    });
  }

  toArray(): number[] {
    return [
      this.steps.id,
      this.times.id,
      this.length,
      Number(this.isStepSorted),
      Number(this.isTimeSorted),
      this.firstStep,
      this.lastStep,
      this.firstTime,
      this.lastTime,
    ];
  }

  static fromArray(id: number, values: Float64Array, source: BlockSource): Axis {
    const [steps = 0, times = 0, length = 0, stepSorted, timeSorted, ...ends] = values;
    const axis = new Axis(id, new Column(steps, source, length), new Column(times, source, length));
    const [firstStep = NaN, lastStep = NaN, firstTime = NaN, lastTime = NaN] = ends;
    return Object.assign(axis, {
      isStepSorted: stepSorted === 1,
      isTimeSorted: timeSorted === 1,
      firstStep,
      lastStep,
      firstTime,
      lastTime,
    });
  }
}

/** Whether the first `count` values never go back, from `before` on. */
function isSorted(before: number, values: Float64Array, count: number): boolean {
  let last = before;
  for (let i = 0; i < count; i++) {
    const value = values[i] ?? NaN;
    if (value < last) return false;
    last = value;
  }
  return true;
}
