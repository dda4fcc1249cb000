import type { RunField } from "#core/protocol/filter/filter.ts";
import type { Run } from "#core/protocol/run.ts";

import { FieldColumn } from "./fieldColumn.ts";
import { ownValue } from "./fieldValue.ts";

/** What runs are listed by most: always in memory, since it is small. */
const names = [
  "id",
  "project",
  "name",
  "title",
  "alias",
  "display_name",
  "status",
  "host",
  "exit_reason",
  "pinned",
  "archived",
  "created_at",
  "started_at",
  "ended_at",
  "branch",
  "commit",
  "dirty",
  "python",
  "gpu",
  "gpu_count",
  "cuda",
] as const satisfies readonly RunField[];
type OwnField = (typeof names)[number];

/** What every run says of itself, by slot. */
export class OwnColumns {
  readonly columns: Readonly<Record<OwnField, FieldColumn>> = Object.fromEntries(
    names.map((name) => [name, new FieldColumn()]),
  ) as Record<OwnField, FieldColumn>;
  readonly #tags: (readonly string[])[] = [];

  get(name: RunField): FieldColumn | undefined {
    return Object.hasOwn(this.columns, name) ? this.columns[name as OwnField] : undefined;
  }

  tagsOf(slot: number): readonly string[] {
    return this.#tags[slot] ?? [];
  }

  /** `onChange` hears of each field whose value has changed. */
  set(slot: number, run: Run, onChange: (field: OwnField) => void): void {
    for (const name of names) {
      if (this.columns[name].set(slot, ownValue(run, name))) onChange(name);
    }
    this.#tags[slot] = run.tags;
  }

  clear(slot: number): void {
    for (const name of names) this.columns[name].set(slot, undefined);
    this.#tags[slot] = [];
  }
}
