import type { Stage } from "#core/protocol/metric.ts";

/** Changes that are kept: a program that changes more often has no stages one could mark. */
const mostChanges = 1000;
const mostCharacters = 100;

/** The stages of a file so far. Plain data: it is a part of its `ReadState`. */
export interface Stages {
  /** The stage of the newest record; "" where that names none. */
  stage: string;
  /** Where another one begins than before. */
  readonly stages: Stage[];
}

/** Takes note of what a record says its stage is. One that says nothing ends the stage before it. */
export function noteStage(state: Stages, said: unknown, step: number, time: number): void {
  if (said === state.stage) return;
  const name = stageName(said);
  if (name === state.stage) return;
  state.stage = name;
  if (state.stages.length < mostChanges) state.stages.push({ name, step, time });
}

/** A stage as a record says it; "" where that is no text. */
export function stageName(said: unknown): string {
  return typeof said === "string" ? said.slice(0, mostCharacters).toWellFormed() : "";
}
