import type { Stage } from "#core/protocol/metric.ts";

/** Changes that are kept: a program that changes more often has no stages one could mark. */
const mostChanges = 1000;
const mostCharacters = 100;

/** The stages of a file so far. Plain data: it is a part of its `ReadState`. */
export interface Stages {
  /** The stage of the newest record that names one. */
  stage: string;
  /** Where another one begins than before. */
  readonly stages: Stage[];
}

/** Takes note of what a record says its stage is. One that says nothing is in the stage of those before it. */
export function noteStage(state: Stages, said: unknown, step: number, time: number): void {
  if (said === undefined || said === state.stage) return;
  const name = stageName(said);
  if (name === undefined || name === state.stage) return;
  state.stage = name;
  if (state.stages.length < mostChanges) state.stages.push({ name, step, time });
}

/** A stage as a record says it; undefined where that is no text. */
export function stageName(said: unknown): string | undefined {
  if (typeof said !== "string" || said === "") return undefined;
  return said.slice(0, mostCharacters).toWellFormed();
}
