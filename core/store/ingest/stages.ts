import type { Stage } from "#core/protocol/metric.ts";

/** Changes that are kept: a program that changes more often goes back and forth between a few. */
const mostChanges = 1000;
/** As many more where a stage comes for the first time. */
const mostNew = 100;
const mostCharacters = 100;

/** The stages of a file so far. Plain data: it is a part of its `ReadState`. */
export interface Stages {
  /** The stage of the newest record; "" where that names none. */
  stage: string;
  /** Where another one begins than before. */
  readonly stages: Stage[];
}

/** Takes note of what records say their stage is. One that says nothing ends the stage before it. */
export class StageNotes {
  readonly #state: Stages;
  readonly #seen: Set<string>;

  constructor(state: Stages) {
    this.#state = state;
    this.#seen = new Set(state.stages.map(({ name }) => name));
  }

  note(said: unknown, step: number, time: number): void {
    if (said === this.#state.stage) return;
    const name = stageName(said);
    if (name === this.#state.stage) return;
    this.#state.stage = name;
    const { stages } = this.#state;
    if (stages.length >= mostChanges + (this.#seen.has(name) ? 0 : mostNew)) return;
    this.#seen.add(name);
    stages.push({ name, step, time });
  }
}

/** A stage as a record says it; "" where that is no text. */
export function stageName(said: unknown): string {
  return typeof said === "string" ? said.slice(0, mostCharacters).toWellFormed() : "";
}
