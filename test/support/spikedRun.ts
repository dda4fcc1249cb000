import { closeSync, openSync, writeSync } from "node:fs";
import path from "node:path";

import type { Client } from "#core/client/client.ts";
import { RunLines } from "#webviews/shared/charts/data/runLines.ts";

import type { TempStore } from "./tempStore.ts";
import type { Spike } from "./zoomToSpike.ts";

const perWrite = 50_000;

/** Writes a run of so many points of the metric `y`, all of which but the spikes are small; `at` is the step, from 0 on. */
export function writeSpikedRun(
  store: TempStore,
  id: string,
  rows: number,
  spikes: readonly Spike[],
): void {
  const heights = new Map(spikes.map(({ at, height }) => [at, height]));
  const usual = Array.from({ length: 997 }, (_, i) => Math.sin(i).toFixed(4));
  const file = openSync(path.join(store.writeRun({ id }), "events.jsonl"), "w");
  for (let from = 0; from < rows; from += perWrite) {
    let text = "";
    for (let step = from; step < Math.min(from + perWrite, rows); step++) {
      const y = heights.get(step) ?? usual[step % usual.length];
      const time = 1_767_268_800 + step;
      text += `{"ts":${time},"type":"metrics","data":{"y":${y},"global_step":${step},"time":${time}}}\n`;
    }
    writeSync(file, text);
  }
  closeSync(file);
}

/** The lines of a page about one run, which asks its viewer. */
export function linesOfViewer(client: Client, run: string): RunLines {
  const lines: RunLines = new RunLines({
    post: (source, request, query) => {
      client.querySeries(query).then(
        (series) => lines.receive(source, { request, series, error: null }),
        (error: unknown) => lines.receive(source, { request, series: null, error: String(error) }),
      );
    },
    runsOf: () => [
      {
        ref: `a:${run}`,
        source: "a",
        run,
        isLost: false,
        values: [],
        stages: [],
        version: "1",
        points: 0,
      },
    ],
    grouping: () => null,
    onLate: () => undefined,
  });
  return lines;
}

/** Rows behind which another block of the index begins, or of one of the summaries over it. */
const borders = [64, 1024, 2032, 16_384];

/** Spikes where something may get lost: at both ends, on both sides of borders, and at places of chance. Two side by side each, one up and one down. */
export function spikesOf(rows: number, random: () => number, chances: number): Spike[] {
  const places = [
    0,
    rows - 2,
    ...borders.map((size, i) => size * Math.floor((rows * (i + 1)) / 6 / size) - 1),
  ];
  for (let i = 0; i < chances; i++) {
    const place = Math.floor(random() * (rows - 2));
    // One bucket shows its highest and its lowest only.
    if (places.every((other) => Math.abs(other - place) > rows / 80)) places.push(place);
  }
  return places.flatMap((at) => [
    { at, height: 1000 },
    { at: at + 1, height: -1000 },
  ]);
}
