import { groupsOf } from "#core/merge/groupSeries.ts";
import type { RunValue } from "#core/merge/runValues.ts";
import type { RunStatus } from "#core/protocol/format.ts";
import { groupId } from "#webviews/shared/charts/data/groupLines.ts";
import { lineSlots } from "#webviews/shared/charts/data/lineSlots.ts";
import type { LineLook } from "#webviews/shared/charts/plot/drawnLine.ts";
import {
  type LookPlace,
  lookAt,
  lostLook,
  placeOfSlot,
} from "#webviews/shared/charts/plot/linePalette.ts";
import type { Swatch } from "#webviews/shared/charts/plot/lineSwatch.ts";
import { type ChartColours, readColours } from "#webviews/shared/charts/theme.ts";

import { byValues, type LookFields, lookPlaces } from "./lookPlaces.ts";
import type { ComparedRun } from "./messages.ts";
import { groupLabel } from "./runGrouping.ts";
import type { RunGroup } from "./runPanel.ts";
import { nameOf, type ShownRun } from "./runRow.ts";

interface Line {
  readonly place: LookPlace;
  readonly label: string;
  readonly isLost: boolean;
  /** Null for a line of several runs. */
  readonly status: RunStatus | null;
}

/** How each line looks: by its run or by what that has in chosen fields, or by its group where runs are grouped. */
export class LineLooks {
  #colours = readColours();
  #slots: Readonly<Record<string, number>> = {};
  #places: ReadonlyMap<ComparedRun, LookPlace> = new Map();
  #lines = new Map<string, Line>();
  #groupOf = new Map<string, string>();

  /** Another one where a line looks otherwise than before. */
  get text(): string {
    return JSON.stringify([...this.#lines]);
  }

  setColours(colours: ChartColours): void {
    this.#colours = colours;
  }

  /** Gives each run its place in the palette; those that had one keep it. */
  place(refs: readonly string[], known: Readonly<Record<string, number>>): Record<string, number> {
    const slots = lineSlots(refs, known);
    this.#slots = slots;
    return slots;
  }

  /** The line of a run: its own, or that of its group. */
  lineOf(ref: string): string {
    return this.#groupOf.get(ref) ?? ref;
  }

  look(id: string, colours: ChartColours): LineLook {
    const line = this.#lines.get(id);
    const look = lookAt(line?.place ?? placeOfSlot(0), line?.label ?? "", colours);
    const status = line?.status ?? null;
    return { ...(line?.isLost ? lostLook(look, colours) : look), ...(status && { status }) };
  }

  swatch(run: ComparedRun): Swatch {
    return this.#swatch(this.#placeOf(run), run.connection === "lost");
  }

  /**
   * The runs as the list shows them. `valuesOf`: what a run has in the field that is grouped by; null where there is none.
   * `fields`: what else lines are told apart by.
   */
  arrange(
    runs: readonly ComparedRun[],
    hidden: readonly string[],
    valuesOf: ((run: ComparedRun) => readonly RunValue[]) | null,
    fields: LookFields<ComparedRun>,
  ): RunGroup[] {
    const isHidden = new Set(hidden);
    const shown = runs.filter(({ ref }) => !isHidden.has(ref));
    const toShown = (compared: ComparedRun, swatch: Swatch | null): ShownRun => {
      const isShown = !isHidden.has(compared.ref);
      return { compared, isShown, isAlone: isShown && shown.length === 1, swatch };
    };
    // Hidden runs count, too, so that no line changes its look with them.
    this.#places = lookPlaces(runs, fields, ({ ref }) => this.#slots[ref] ?? 0);
    const groups = valuesOf && groupRuns(runs, valuesOf);
    const places = (groups ?? []).flatMap(({ id, members }) => members.map(({ ref }) => [ref, id]));
    this.#groupOf = new Map(places as [string, string][]);
    if (!groups) {
      this.#lines = new Map(runs.map((run) => [run.ref, this.#lineOfRun(run)]));
      const { colour } = fields;
      if (colour === null) {
        const all = runs.map((run) => toShown(run, this.swatch(run)));
        return [{ id: "", label: "", swatch: null, runs: all }];
      }
      return byValues(runs, colour).map(({ values, runs: members }, i) => ({
        id: groupId(values),
        label: groupLabel(values.length === 0 ? [null] : values),
        swatch: this.#swatch(fields.dash ? { hue: i, dash: 0 } : placeOfSlot(i), false),
        runs: members.map((run) => toShown(run, this.swatch(run))),
      }));
    }
    this.#lines = new Map(
      groups.map(({ id, label, members }, slot) => [
        id,
        {
          place: placeOfSlot(slot),
          label,
          isLost: members.every(({ connection }) => connection === "lost"),
          status: null,
        },
      ]),
    );
    return groups.map(({ id, label, members }, slot) => ({
      id,
      label,
      swatch: this.#swatch(placeOfSlot(slot), this.#lines.get(id)?.isLost === true),
      runs: members.map((run) => toShown(run, null)),
    }));
  }

  #lineOfRun(run: ComparedRun): Line {
    return {
      place: this.#placeOf(run),
      label: nameOf(run),
      isLost: run.connection === "lost",
      status: run.run?.status ?? null,
    };
  }

  #placeOf(run: ComparedRun): LookPlace {
    return this.#places.get(run) ?? placeOfSlot(this.#slots[run.ref] ?? 0);
  }

  #swatch(place: LookPlace, isLost: boolean): Swatch {
    const look = lookAt(place, "", this.#colours);
    const { colours, dash } = isLost ? lostLook(look, this.#colours) : look;
    return { colour: colours.line, dash };
  }
}

interface Group {
  readonly id: string;
  readonly label: string;
  readonly members: ComparedRun[];
}

/** Hidden runs count, too, so that a group keeps its colour. */
function groupRuns(
  runs: readonly ComparedRun[],
  valuesOf: (run: ComparedRun) => readonly RunValue[],
): Group[] {
  const groups = new Map<string, Group>();
  for (const run of runs) {
    for (const values of groupsOf([valuesOf(run)])) {
      const id = groupId(values);
      const group = groups.get(id) ?? { id, label: groupLabel(values), members: [] };
      groups.set(id, group);
      group.members.push(run);
    }
  }
  return [...groups.values()];
}
